"""What a choice of scans and environments reaches: the rows that prune keeps, and that export takes along.

Each table's are in a temporary table kept_TABLE(id). All of it stands inside one transaction or moment of the caller.
"""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager

from drift.store.connection import Connection, Parameters
from drift.store.fleet import PLACE

_ATTEMPTS = f"""
    CREATE TEMP TABLE attempt AS
    SELECT x.scan, s.ended, x.environment, {PLACE} AS place, x.outcome = 'ok' AS answered,
           x.outcome = 'ok' AND x.scope <> 'partial' AS complete
    FROM scan_engine x JOIN scan s ON s.id = x.scan JOIN engine g ON g.id = x.engine
    WHERE s.ended IS NOT NULL
"""  # noqa: S608 - a literal
_BASES = """
    INSERT OR IGNORE INTO temp.kept_scan
    SELECT c.scan FROM temp.attempt c JOIN (
        SELECT p.environment, p.place, (
            SELECT max(b.ended) FROM temp.attempt b
            WHERE b.environment = p.environment AND b.place = p.place AND b.complete AND b.ended <= p.ended
        ) AS ended
        FROM temp.attempt p WHERE p.scan IN temp.kept_scan AND p.answered AND NOT p.complete
    ) needed USING (environment, place, ended)
    WHERE c.complete
"""
"""The complete scans that the chosen partial ones lie over: without them the state at their time would lack containers."""

_REACHED: Mapping[str, str] = {
    "observation": """
        SELECT id FROM observation WHERE scan IN temp.kept_scan AND environment IN temp.kept_environment
    """,
    "instance": "SELECT instance FROM observation WHERE id IN temp.kept_observation",
    "coverage": "SELECT coverage FROM observation WHERE id IN temp.kept_observation",
    "engine": """
        SELECT engine FROM observation WHERE id IN temp.kept_observation UNION
        SELECT engine FROM scan_engine WHERE scan IN temp.kept_scan AND environment IN temp.kept_environment UNION
        SELECT engine FROM scan_target
        WHERE scan IN temp.kept_scan AND environment IN temp.kept_environment AND engine IS NOT NULL
    """,
    "service": """
        SELECT service FROM observation WHERE id IN temp.kept_observation UNION
        SELECT service FROM scan_target
        WHERE scan IN temp.kept_scan AND environment IN temp.kept_environment AND service IS NOT NULL
    """,
    "image": """
        SELECT id FROM image WHERE identity IN (
            SELECT p.image FROM observation o JOIN snapshot p ON p.id = o.snapshot WHERE o.id IN temp.kept_observation
        )
        UNION SELECT image FROM image_ref WHERE last_seen >= :fresh
    """,
    "layer": """
        SELECT layer FROM image_layer WHERE image IN temp.kept_image
        UNION SELECT id FROM layer WHERE :fresh < '~' AND id > (SELECT coalesce(max(layer), 0) FROM image_layer)
    """,
    "snapshot": """
        SELECT snapshot FROM observation WHERE id IN temp.kept_observation UNION
        SELECT snapshot FROM image WHERE id IN temp.kept_image AND snapshot IS NOT NULL
    """,
    "record_set": """
        SELECT DISTINCT record_set FROM snapshot_set WHERE snapshot IN temp.kept_snapshot AND record_set IS NOT NULL
    """,
    "record": "SELECT DISTINCT record FROM record_set_member WHERE record_set IN temp.kept_record_set",
    "fact": """
        SELECT id FROM fact WHERE sha256 IN (SELECT sha256 FROM layer_entry WHERE layer IN temp.kept_layer)
        UNION SELECT id FROM fact WHERE lower(hex(sha256)) IN (
            SELECT json_extract(CAST(content AS TEXT), '$.sha256') FROM record
            WHERE id IN temp.kept_record AND kind = 'files'
        )
    """,
    "document": "SELECT document FROM observation_document WHERE observation IN temp.kept_observation",
}
"""In an order in which each needs only those before it."""

NOTHING_FRESH = "~"
"""Later than every time, as text."""

TABLES = ("scan", "environment", *_REACHED)


class Reach:
    """`choose` scans and environments, then `follow` to everything else."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def choose(self, table: str, question: str, parameters: Parameters = ()) -> None:
        """Of scan or environment, the rows whose id this question answers; may be called again for more."""
        self._connection.run(f"INSERT OR IGNORE INTO temp.kept_{table} {question}", parameters)

    def follow(self, fresh: str = NOTHING_FRESH) -> None:
        """What the choice reaches. Images named at or after `fresh`, and layers not yet in an image, are kept as well."""
        self._connection.run(_BASES)
        for table, question in _REACHED.items():
            self._connection.run(f"INSERT OR IGNORE INTO temp.kept_{table} {question}", {"fresh": fresh})

    def count(self, table: str) -> int:
        count: int = self._connection.value(f"SELECT count(*) FROM temp.kept_{table}")  # noqa: S608 - names of ours
        return count


@contextmanager
def reaching(connection: Connection) -> Iterator[Reach]:
    """Its temporary tables go with it; those of one that failed go with the transaction that it undoes."""
    connection.run(_ATTEMPTS)
    connection.run("CREATE INDEX temp.attempt_place ON attempt(environment, place, complete, ended)")
    for table in TABLES:
        connection.run(f"CREATE TEMP TABLE kept_{table} (id INTEGER PRIMARY KEY)")
    yield Reach(connection)
    for table in ("attempt", *(f"kept_{table}" for table in TABLES)):
        connection.run(f"DROP TABLE temp.{table}")
