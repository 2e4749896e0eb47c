"""Forgets old scans: the newest of each service stay, with all that they reach. Sightings are kept for ever."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from drift.errors import StoreError
from drift.store.columns import to_time
from drift.store.connection import Connection
from drift.store.faults import damaged
from drift.store.fleet import PLACE
from drift.store.locking import being_scanned
from drift.store.reach import Reach, reaching

YOUNG = timedelta(days=1)
"""What is younger may belong to work that goes on right now: a scan without an end, an image that is about to be compared."""

_NEWEST = """
    SELECT scan FROM (
        SELECT scan, row_number() OVER (PARTITION BY environment, service ORDER BY max(at) DESC, scan DESC) AS place
        FROM observation GROUP BY environment, service, scan
    ) WHERE place <= :keep
"""
_COMPLETE = """
    SELECT scan FROM (
        SELECT scan, rank() OVER (PARTITION BY environment, place ORDER BY ended DESC) AS rank
        FROM temp.attempt WHERE complete
    ) WHERE rank = 1
"""
_LAST = """
    SELECT scan FROM (
        SELECT scan, rank() OVER (PARTITION BY environment, place ORDER BY ended DESC) AS rank FROM temp.attempt
    ) WHERE rank = 1
    UNION SELECT scan FROM (
        SELECT t.scan, rank() OVER (PARTITION BY t.environment ORDER BY s.ended DESC) AS rank
        FROM scan_target t JOIN scan s ON s.id = t.scan WHERE s.ended IS NOT NULL
    ) WHERE rank = 1
"""
_WORDS = f"""
    WITH word AS (
        SELECT o.scan, o.environment, {PLACE} AS place, i.container_uid, o.container_name, s.ended
        FROM observation o JOIN engine g ON g.id = o.engine JOIN instance i ON i.id = o.instance
        JOIN scan s ON s.id = o.scan
        UNION ALL
        SELECT t.scan, t.environment, {PLACE} AS place, t.container_uid, t.container_name, s.ended
        FROM scan_target t JOIN engine g ON g.id = t.engine JOIN scan s ON s.id = t.scan
    ), complete AS (
        SELECT environment, place, max(ended) AS ended FROM temp.attempt WHERE complete GROUP BY environment, place
    ), standing AS (
        SELECT w.* FROM word w LEFT JOIN complete c ON c.environment = w.environment AND c.place = w.place
        WHERE w.ended >= coalesce(c.ended, '')
    )
    SELECT scan FROM (
        SELECT scan, rank() OVER (PARTITION BY environment, place, container_uid ORDER BY ended DESC) AS by_uid,
               rank() OVER (PARTITION BY environment, place, container_name ORDER BY ended DESC) AS by_name
        FROM standing
    ) WHERE by_uid = 1 OR by_name = 1
"""  # noqa: S608 - a literal
"""The last word on each container since its engine was read as a whole, by its ID and by its name."""

_RUNNING = "SELECT id FROM scan WHERE ended IS NULL AND started >= :young"

_BEQUEATH = """
    INSERT OR IGNORE INTO observation_document
    SELECT heir, kind, document FROM (
        SELECT x.kind, x.document, max(x.observation), (
            SELECT min(k.id) FROM observation k
            WHERE k.instance = o.instance AND k.id > o.id AND k.id IN temp.kept_observation
        ) AS heir
        FROM observation_document x JOIN observation o ON o.id = x.observation
        WHERE o.id NOT IN temp.kept_observation GROUP BY heir, x.kind
    ) WHERE heir IS NOT NULL
"""
"""A document holds until the next one: the first observation that stays takes over what still holds there."""

_GONE: tuple[tuple[str, str, str], ...] = (
    ("observation_document", "observation", "observation"),
    ("observation", "id", "observation"),
    ("scan_target", "scan", "scan"),
    ("scan_engine", "scan", "scan"),
    ("scan", "id", "scan"),
    ("instance", "id", "instance"),
    ("coverage", "id", "coverage"),
    ("engine", "id", "engine"),
    ("service", "id", "service"),
    ("document", "id", "document"),
    ("image_ref", "image", "image"),
    ("image_layer", "image", "image"),
    ("image", "id", "image"),
    ("layer_entry", "layer", "layer"),
    ("layer_collected", "layer", "layer"),
    ("layer", "id", "layer"),
    ("fact", "id", "fact"),
    ("snapshot_set", "snapshot", "snapshot"),
    ("snapshot", "id", "snapshot"),
    ("record_set_member", "record_set", "record_set"),
    ("record_set", "id", "record_set"),
    ("record", "id", "record"),
)
"""Table, its column, and whose row that is."""

CACHES = ("host_file", "host_root")
"""Emptied: a file that is known is not read again, so what was read in it must be here."""

COUNTED = ("observation", "scan", "snapshot", "record", "image", "layer", "fact", "document")


@dataclass(frozen=True, slots=True)
class Pruned:
    gone: Mapping[str, int]
    """Rows by table, of those in COUNTED."""
    kept: Mapping[str, int]
    bytes_before: int
    """Of the file."""
    bytes_after: int
    """The same as before in a dry run, and where `unshrunk` says why."""
    unshrunk: str = ""
    """Why the file could not be made smaller: its room is used again by the next scans."""


def prune(connection: Connection, keep: int, now: datetime, *, dry_run: bool = False) -> Pruned:
    """Keep the scans that hold the newest `keep` observations of each service in each environment, whole, and what they reach.

    Scans are kept or dropped as a whole, so that no container seems to have gone at a time that is still known. The state
    of today stays as it is. StoreError while a scan is running: what it has read may not be bound to anything yet.
    """
    if being_scanned(connection.path):
        raise StoreError(f"the store {str(connection.path)!r} is being scanned into", remedy="try again after that")
    before = _size(connection)
    connection.run("PRAGMA foreign_keys = OFF")  # asked of all at the end: row by row each would search its children
    try:
        with connection.moment() if dry_run else connection.transaction(), reaching(connection) as reach:
            all_rows = _counts(connection)
            _choose(reach, keep, to_time(now - YOUNG))
            kept = {table: reach.count(table) for table in COUNTED}
            if not dry_run:
                _delete(connection)
    finally:
        connection.run("PRAGMA foreign_keys = ON")
    gone = {table: all_rows[table] - kept[table] for table in COUNTED}
    unshrunk = "" if dry_run or not any(gone.values()) else _shrink(connection)
    return Pruned(gone, kept, before, _size(connection), unshrunk)


def _choose(reach: Reach, keep: int, young: str) -> None:
    reach.choose("environment", "SELECT id FROM environment")
    reach.choose("scan", _NEWEST, {"keep": keep})
    for question in (_COMPLETE, _LAST, _WORDS):
        reach.choose("scan", question)
    reach.choose("scan", _RUNNING, {"young": young})
    reach.follow(young)


def _delete(connection: Connection) -> None:
    connection.run(_BEQUEATH)
    connection.run(
        "INSERT OR IGNORE INTO temp.kept_document SELECT document FROM observation_document "
        "WHERE observation IN temp.kept_observation"
    )
    for table, column, owner in _GONE:
        connection.run(f"DELETE FROM {table} WHERE {column} NOT IN temp.kept_{owner}")  # noqa: S608 - names of ours
    for table in CACHES:
        connection.run(f"DELETE FROM {table}")  # noqa: S608 - names of ours
    broken = connection.row("PRAGMA foreign_key_check")
    if broken:
        raise damaged(connection.path, f"a row of {broken[0]} points nowhere")


def _counts(connection: Connection) -> dict[str, int]:
    return {table: connection.value(f"SELECT count(*) FROM {table}") for table in COUNTED}  # noqa: S608 - names of ours


def _size(connection: Connection) -> int:
    pages: int = connection.value("PRAGMA page_count")
    return pages * int(connection.value("PRAGMA page_size"))


def _shrink(connection: Connection) -> str:
    """VACUUM writes the file anew, and needs room for that; what was pruned is gone in any case."""
    try:
        connection.run("VACUUM")
        connection.row("PRAGMA wal_checkpoint(TRUNCATE)")
    except StoreError as error:
        return error.what
    return ""
