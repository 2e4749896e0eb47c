"""What was last said to whom: a recipient is known by the fingerprint of its address, never by the address."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from drift.model.findings import Outcome, Severity
from drift.store.columns import from_column, from_time, to_column, to_time
from drift.store.connection import Connection


@dataclass(frozen=True, slots=True)
class KnownFinding:
    """A finding as it was told."""

    fingerprint: str
    severity: Severity
    service: str
    environments: tuple[str, ...]
    title: str


@dataclass(frozen=True, slots=True)
class Known:
    """What a recipient knows."""

    outcome: Outcome = Outcome.PASS
    """Who was never told anything takes it that all is well."""
    findings: Mapping[str, KnownFinding] = field(default_factory=dict)
    """By fingerprint."""
    digest: datetime | None = None
    """When the last daily summary went."""


class Told:
    """Written when a message has arrived."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def get(self, recipient: str) -> Known:
        with self._connection.moment(), self._connection.decoding():
            row = self._connection.row("SELECT outcome, digest FROM told WHERE recipient = ?", (recipient,))
            if row is None:
                return Known()
            found = [
                KnownFinding(
                    fingerprint,
                    Severity(severity),
                    from_column(service),
                    tuple(json.loads(from_column(environments))),
                    from_column(title),
                )
                for fingerprint, severity, service, environments, title in self._connection.rows(
                    "SELECT fingerprint, severity, service, environments, title FROM told_finding WHERE recipient = ?",
                    (recipient,),
                )
            ]
            return Known(
                Outcome(row[0]), {one.fingerprint: one for one in found}, from_time(row[1]) if row[1] else None
            )

    def put(self, recipient: str, known: Known, at: datetime) -> None:
        """In place of what it knew."""
        digest = to_time(known.digest) if known.digest else None
        with self._connection.transaction():
            self._connection.run(
                "INSERT INTO told VALUES (:recipient, :outcome, :at, :digest) ON CONFLICT (recipient) DO UPDATE "
                "SET outcome = excluded.outcome, at = excluded.at, digest = excluded.digest",
                {"recipient": recipient, "outcome": known.outcome.value, "at": to_time(at), "digest": digest},
            )
            self._connection.run("DELETE FROM told_finding WHERE recipient = ?", (recipient,))
            self._connection.run_many(
                "INSERT INTO told_finding VALUES (?, ?, ?, ?, ?, ?)",
                [
                    (
                        recipient,
                        one.fingerprint,
                        int(one.severity),
                        to_column(one.service),
                        to_column(json.dumps(one.environments, ensure_ascii=False)),
                        to_column(one.title),
                    )
                    for one in known.findings.values()
                ],
            )
