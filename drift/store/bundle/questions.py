"""The rows of each section, as SQL over what `reach` has marked. `line_TABLE(id, line)` numbers the rows that others name."""

from collections.abc import Iterator, Mapping
from itertools import groupby
from operator import itemgetter
from typing import Any

from drift.store.connection import Connection, Row

NUMBERED: Mapping[str, str] = {
    "environment": "name",
    "service": "application, name",
    "engine": "uid, address, kind, version, api_version",
    "instance": "engine_uid, container_uid",
    "coverage": "digest",
    "record": "digest",
    "record_set": "digest",
    "snapshot": "digest",
    "layer": "diff_id",
    "image": "identity",
    "scan": "uid",
}
"""By what the rows of a table are sorted."""

_IN_ORDER = {
    "environments": "SELECT t.name FROM line_environment n JOIN environment t USING (id) ORDER BY n.line",
    "services": "SELECT t.application, t.name FROM line_service n JOIN service t USING (id) ORDER BY n.line",
    "engines": """
        SELECT t.uid, t.address, t.kind, t.version, t.api_version
        FROM line_engine n JOIN engine t USING (id) ORDER BY n.line
    """,
    "instances": """
        SELECT t.engine_uid, t.container_uid, t.created FROM line_instance n JOIN instance t USING (id) ORDER BY n.line
    """,
    "coverage": "SELECT t.content FROM line_coverage n JOIN coverage t USING (id) ORDER BY n.line",
    "records": "SELECT t.kind, t.key, t.content FROM line_record n JOIN record t USING (id) ORDER BY n.line",
    "layers": "SELECT t.diff_id, t.size, t.entries FROM line_layer n JOIN layer t USING (id) ORDER BY n.line",
    "layers_collected": """
        SELECT n.line, t.collector, t.version, t.status, t.reason
        FROM line_layer n JOIN layer_collected t ON t.layer = n.id ORDER BY n.line, t.collector, t.version
    """,
    "layer_entries": """
        SELECT n.line, t.path, t.type, t.mode, t.uid, t.gid, t.size, t.mtime, t.sha256, t.linkname, t.rdev, t.capability
        FROM line_layer n JOIN layer_entry t ON t.layer = n.id ORDER BY n.line, t.position
    """,
    "facts": """
        SELECT sha256, name, collector, version, status, reason, content FROM fact WHERE id IN temp.kept_fact
        ORDER BY sha256, name, collector, version
    """,
    "image_refs": """
        SELECT n.line, t.origin, t.reference, t.digest, t.first_seen, t.last_seen
        FROM line_image n JOIN image_ref t ON t.image = n.id
        WHERE t.origin NOT IN (SELECT uid FROM engine WHERE id NOT IN temp.kept_engine)
        OR t.origin IN (SELECT uid FROM engine WHERE id IN temp.kept_engine)
        ORDER BY n.line, t.origin, t.reference
    """,
    "scans": """
        SELECT t.uid, t.started, t.ended, t.tool_version, t.outcome
        FROM line_scan n JOIN scan t USING (id) ORDER BY n.line
    """,
    "scan_engines": """
        SELECT n.line, e.line, g.line, t.scope, t.outcome, t.reason FROM line_scan n
        JOIN scan_engine t ON t.scan = n.id JOIN line_environment e ON e.id = t.environment
        JOIN line_engine g ON g.id = t.engine ORDER BY 1, 2, 3
    """,
    "scan_targets": """
        SELECT DISTINCT n.line, e.line, g.line, t.container_uid, t.container_name, v.line, t.outcome, t.reason
        FROM line_scan n
        JOIN scan_target t ON t.scan = n.id JOIN line_environment e ON e.id = t.environment
        LEFT JOIN line_engine g ON g.id = t.engine LEFT JOIN line_service v ON v.id = t.service
        ORDER BY 1, 2, 3, 4, 5, 6, 7, 8
    """,
    "observations": """
        SELECT s.line, e.line, i.line, g.line, v.line, t.at, t.container_name, t.image_reference, t.state, t.route,
               p.line, c.line
        FROM temp.kept_observation k JOIN observation t USING (id)
        JOIN line_scan s ON s.id = t.scan JOIN line_environment e ON e.id = t.environment
        JOIN line_instance i ON i.id = t.instance JOIN line_engine g ON g.id = t.engine
        JOIN line_service v ON v.id = t.service JOIN line_snapshot p ON p.id = t.snapshot
        JOIN line_coverage c ON c.id = t.coverage ORDER BY 1, 2, 3
    """,
}
_SIGHTINGS = """
    SELECT fingerprint, relation, rule, service, environments, kind, key, first_seen, last_seen,
           CASE WHEN resolved >= last_seen THEN resolved END, worst_severity
    FROM sighting WHERE last_seen >= :since AND (:every OR NOT EXISTS (
        SELECT 1 FROM json_each(CAST(environments AS TEXT)) j
        WHERE j.value NOT IN (SELECT CAST(t.name AS TEXT) FROM environment t WHERE t.id IN temp.kept_environment)
    )) ORDER BY fingerprint
"""
_GROUPED = {
    "record_sets": """
        SELECT s.digest, s.kind, r.line FROM line_record_set n JOIN record_set s USING (id)
        LEFT JOIN record_set_member m ON m.record_set = s.id
        LEFT JOIN line_record r ON r.id = m.record LEFT JOIN record t ON t.id = m.record
        ORDER BY n.line, CAST(t.key AS BLOB)
    """,
    "snapshots": """
        SELECT p.digest, p.image, x.kind, x.status, s.line, x.reason FROM line_snapshot n JOIN snapshot p USING (id)
        LEFT JOIN snapshot_set x ON x.snapshot = p.id LEFT JOIN line_record_set s ON s.id = x.record_set
        ORDER BY n.line, x.kind
    """,
    "images": """
        SELECT i.identity, i.platform, i.config_digest, i.manifest_digest, i.index_digest, i.tree_digest, i.document,
               s.line, l.line
        FROM line_image n JOIN image i USING (id) LEFT JOIN line_snapshot s ON s.id = i.snapshot
        LEFT JOIN image_layer x ON x.image = i.id LEFT JOIN line_layer l ON l.id = x.layer
        ORDER BY n.line, x.position
    """,
}
_OWN = {"record_sets": 2, "snapshots": 2, "images": 8}
"""How many columns a row has itself; those after it are its members'."""


def number(connection: Connection) -> None:
    for table, order in NUMBERED.items():
        connection.run(f"CREATE TEMP TABLE line_{table} (id INTEGER PRIMARY KEY, line INTEGER NOT NULL)")
        connection.run(
            f"INSERT INTO temp.line_{table} SELECT id, row_number() OVER (ORDER BY {order}) - 1 "  # noqa: S608 - names of ours
            f"FROM {table} WHERE id IN temp.kept_{table}"
        )


def forget(connection: Connection) -> None:
    for table in NUMBERED:
        connection.run(f"DROP TABLE temp.line_{table}")


def rows(connection: Connection, section: str) -> Iterator[Row]:
    """Of all sections but the sightings, in order. What is a BLOB in the store is bytes here."""
    if section in _GROUPED:
        return _grouped(connection.rows(_GROUPED[section]), _OWN[section])
    return connection.rows(_IN_ORDER[section])


def sightings(connection: Connection, since: str, *, every: bool) -> Iterator[Row]:
    """Last seen since then; unless `every`, only those between chosen environments."""
    return connection.rows(_SIGHTINGS, {"since": since, "every": every})


def _grouped(found: Iterator[Row], own: int) -> Iterator[Row]:
    for head, members in groupby(found, itemgetter(slice(own))):
        tails: list[Any] = [member[own] if len(member) == own + 1 else member[own:] for member in members]
        yield (*head, [] if _is_nobody(tails) else tails)


def _is_nobody(tails: list[Any]) -> bool:
    """What the outer join makes of a row without members."""
    return len(tails) == 1 and (tails[0] is None or (isinstance(tails[0], tuple) and tails[0][0] is None))
