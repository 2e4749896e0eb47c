"""Since when a finding is seen, and when it went: kept for ever, whatever becomes of the values."""

import json
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime

from drift.model.changes import Relation
from drift.model.findings import Finding, Severity
from drift.model.past import Episode
from drift.store.columns import from_column, from_time, to_column, to_time
from drift.store.connection import Connection, Row
from drift.store.episodes import episodes_since, keep_found, keep_gone

_SEE = """
    INSERT INTO sighting VALUES
        (:fingerprint, :relation, :rule, :service, :environments, :kind, :key, :at, :at, NULL, :severity)
    ON CONFLICT (fingerprint) DO UPDATE SET
        first_seen = min(first_seen, excluded.first_seen),
        last_seen = max(last_seen, excluded.last_seen),
        resolved = NULL,
        worst_severity = max(worst_severity, excluded.worst_severity)
"""


_STAND = """
    INSERT INTO standing VALUES (
        :fingerprint,
        coalesce((
            SELECT min(first_seen, :at) FROM sighting
            WHERE fingerprint = :fingerprint AND resolved IS NULL AND worst_severity >= :severity
        ), :at),
        NULL
    )
    ON CONFLICT (fingerprint) DO UPDATE SET since = excluded.since WHERE EXISTS (
        SELECT 1 FROM sighting
        WHERE fingerprint = :fingerprint AND (resolved IS NOT NULL OR worst_severity < :severity)
    )
"""
"""Before `_SEE`: it compares with what was seen until now. What another store's bundle brought stands since it was seen there."""
_GET = """
    SELECT s.first_seen, s.last_seen, s.resolved, s.worst_severity, coalesce(t.since, s.first_seen), t.refused
    FROM sighting s LEFT JOIN standing t ON t.fingerprint = s.fingerprint WHERE s.fingerprint = ?
"""


@dataclass(frozen=True, slots=True)
class Judged:
    """What was looked at, so that a finding which is not there any more is known to be gone."""

    environments: Collection[str]
    """Whole ones. A finding between two environments is gone only if both are here."""
    relations: Collection[Relation] = tuple(Relation)
    services: Collection[str] | None = None
    """As in `Finding.service`; None: all."""
    steps: Collection[tuple[str, str]] | None = None
    """From one environment to the next; None: all between `environments`."""


@dataclass(frozen=True, slots=True)
class Sighting:
    first_seen: datetime
    last_seen: datetime
    resolved: datetime | None
    """When it was first not found any more; None: it stands."""
    worst: Severity
    since: datetime
    """Since when it stands as it does: it appeared, came back or became worse then."""
    refused: bool = False
    """A gate that counts only what is new failed because of it, and it stands since."""


class Sightings:
    """Written by scan and gate only."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def record(self, findings: Iterable[Finding], at: datetime, judged: Judged) -> None:
        """These are there; what stood before, lies within `judged` and is not among them is resolved."""
        found = {finding.fingerprint: finding for finding in findings}
        sights = [_sight(finding, at) for finding in found.values()]
        with self._connection.transaction():
            self._connection.run_many(_STAND, sights)
            keep_found(self._connection, sights)
            self._connection.run_many(_SEE, sights)
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
            self._connection.run_many("DELETE FROM standing WHERE fingerprint = ?", [(one,) for one in gone])
            keep_gone(self._connection, gone, at)

    def refuse(self, findings: Iterable[Finding], at: datetime) -> None:
        """A gate failed because these are new: they stay so until they are gone, however often it is read again."""
        with self._connection.transaction():
            self._connection.run_many(
                "UPDATE standing SET refused = ? WHERE fingerprint = ?",
                [(to_time(at), finding.fingerprint) for finding in findings],
            )

    def get(self, fingerprints: Iterable[str]) -> dict[str, Sighting]:
        """Those that were ever seen."""
        found = {}
        with self._connection.moment(), self._connection.decoding():
            for fingerprint in fingerprints:
                row = self._connection.row(_GET, (fingerprint,))
                if row:
                    first, last, resolved, worst, since, refused = row
                    found[fingerprint] = Sighting(
                        first_seen=from_time(first),
                        last_seen=from_time(last),
                        resolved=from_time(resolved) if resolved else None,
                        worst=Severity(worst),
                        since=from_time(since),
                        refused=refused is not None,
                    )
        return found

    def episodes(self, since: datetime) -> list[Episode]:
        """When findings were there, and how severe: all stretches that lasted until then or longer, in the order of their begin."""
        return episodes_since(self._connection, since)


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
    _, relation, service, names = row
    environments = tuple(json.loads(from_column(names)))
    return (
        Relation(relation) in judged.relations
        and set(environments) <= set(judged.environments)
        and (judged.steps is None or len(environments) < 2 or environments in judged.steps)
        and (judged.services is None or from_column(service) in judged.services)
    )
