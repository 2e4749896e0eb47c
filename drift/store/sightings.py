"""Since when a finding is seen, and when it went: kept for ever, whatever becomes of the values."""

import json
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime

from drift.model.changes import Relation
from drift.model.findings import Finding, Severity
from drift.store.columns import from_column, from_time, to_column, to_time
from drift.store.connection import Connection, Row

_SEE = """
    INSERT INTO sighting VALUES
        (:fingerprint, :relation, :rule, :service, :environments, :kind, :key, :at, :at, NULL, :severity)
    ON CONFLICT (fingerprint) DO UPDATE SET
        first_seen = min(first_seen, excluded.first_seen),
        last_seen = max(last_seen, excluded.last_seen),
        resolved = NULL,
        worst_severity = max(worst_severity, excluded.worst_severity)
"""


@dataclass(frozen=True, slots=True)
class Judged:
    """What was looked at, so that a finding which is not there any more is known to be gone."""

    environments: Collection[str]
    """Whole ones. A finding between two environments is gone only if both are here."""
    relations: Collection[Relation] = tuple(Relation)
    services: Collection[str] | None = None
    """As in `Finding.service`; None: all."""


@dataclass(frozen=True, slots=True)
class Sighting:
    first_seen: datetime
    last_seen: datetime
    resolved: datetime | None
    """When it was first not found any more; None: it stands."""
    worst: Severity


class Sightings:
    """Written by scan and gate only."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def record(self, findings: Iterable[Finding], at: datetime, judged: Judged) -> None:
        """These are there; what stood before, lies within `judged` and is not among them is resolved."""
        found = {finding.fingerprint: finding for finding in findings}
        with self._connection.transaction():
            self._connection.run_many(_SEE, (_sight(finding, at) for finding in found.values()))
            standing = list(
                self._connection.rows(
                    "SELECT fingerprint, relation, service, environments FROM sighting WHERE resolved IS NULL"
                )
            )
            with self._connection.decoding():
                gone = [row[0] for row in standing if row[0] not in found and _within(judged, row)]
            self._connection.run_many(
                "UPDATE sighting SET resolved = ? WHERE fingerprint = ?",
                [(to_time(at), fingerprint) for fingerprint in gone],
            )

    def get(self, fingerprints: Iterable[str]) -> dict[str, Sighting]:
        """Those that were ever seen."""
        found = {}
        with self._connection.moment(), self._connection.decoding():
            for fingerprint in fingerprints:
                row = self._connection.row(
                    "SELECT first_seen, last_seen, resolved, worst_severity FROM sighting WHERE fingerprint = ?",
                    (fingerprint,),
                )
                if row:
                    first, last, resolved, worst = row
                    found[fingerprint] = Sighting(
                        from_time(first), from_time(last), from_time(resolved) if resolved else None, Severity(worst)
                    )
        return found


def _sight(finding: Finding, at: datetime) -> dict[str, object]:
    return {
        "fingerprint": finding.fingerprint,
        "relation": finding.relation.value,
        "rule": finding.rule,
        "service": to_column(finding.service),
        "environments": to_column(json.dumps(finding.environments, ensure_ascii=False)),
        "kind": finding.kind.value,
        "key": to_column(finding.key),
        "at": to_time(at),
        "severity": int(finding.severity),
    }


def _within(judged: Judged, row: Row) -> bool:
    _, relation, service, environments = row
    return (
        Relation(relation) in judged.relations
        and set(json.loads(from_column(environments))) <= set(judged.environments)
        and (judged.services is None or from_column(service) in judged.services)
    )
