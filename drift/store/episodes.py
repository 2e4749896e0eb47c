"""When findings were there, and how severe: written where something changes, so that it grows with the drift, not with the scans."""

import json
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime

from drift.model.findings import Severity
from drift.model.past import Episode
from drift.store.columns import from_column, from_time, to_time
from drift.store.connection import Connection, Row

_END_OTHERWISE = """
    UPDATE episode SET until = max(since, :at)
    WHERE fingerprint = :fingerprint AND until IS NULL AND severity <> :severity
"""
_BEGIN = """
    INSERT INTO episode (fingerprint, since, until, severity)
    SELECT :fingerprint, coalesce((
        SELECT min(first_seen, :at) FROM sighting WHERE fingerprint = :fingerprint AND resolved IS NULL
        AND NOT EXISTS (SELECT 1 FROM episode WHERE fingerprint = :fingerprint)
    ), :at), NULL, :severity
    WHERE NOT EXISTS (SELECT 1 FROM episode WHERE fingerprint = :fingerprint AND until IS NULL)
    ON CONFLICT (fingerprint, since) DO UPDATE SET until = NULL, severity = excluded.severity
"""
"""What another store's bundle brought is there since it was seen there."""

_END = "UPDATE episode SET until = max(since, ?) WHERE fingerprint = ? AND until IS NULL"
_SINCE = """
    SELECT * FROM (
        SELECT s.fingerprint, s.rule, s.service, s.environments, s.kind, s.key, coalesce(e.severity, s.worst_severity),
               coalesce(e.since, s.first_seen) AS since, coalesce(e.until, s.resolved) AS until
        FROM sighting s LEFT JOIN episode e ON e.fingerprint = s.fingerprint
    ) WHERE until IS NULL OR until >= ? ORDER BY since, fingerprint
"""
"""A sighting without an episode is another store's."""


def keep_found(connection: Connection, sights: Sequence[Mapping[str, object]]) -> None:
    """Before the sightings are written: it looks at what was seen until now. Names are those of a sighting's columns, and `at`."""
    connection.run_many(_END_OTHERWISE, sights)
    connection.run_many(_BEGIN, sights)


def keep_gone(connection: Connection, fingerprints: Iterable[str], at: datetime) -> None:
    connection.run_many(_END, [(to_time(at), one) for one in fingerprints])


def episodes_since(connection: Connection, since: datetime) -> list[Episode]:
    """All that were there at that time or later, in the order in which they began."""
    with connection.decoding():
        return [_episode(row) for row in connection.rows(_SINCE, (to_time(since),))]


def _episode(row: Row) -> Episode:
    fingerprint, rule, service, environments, kind, key, severity, since, until = row
    return Episode(
        fingerprint=fingerprint,
        rule=rule,
        service=from_column(service),
        environments=tuple(json.loads(from_column(environments))),
        kind=kind,
        key=from_column(key),
        severity=Severity(severity),
        since=from_time(since),
        until=from_time(until) if until else None,
    )
