"""What a store holds, in numbers: rows and bytes by group of tables, times, containers."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from drift.store.columns import from_column, from_time
from drift.store.connection import Connection

GROUPS: Mapping[str, tuple[str, ...]] = {
    "scans": ("scan", "scan_engine", "scan_target"),
    "observations": ("observation", "instance", "coverage", "observation_document"),
    "documents": ("document",),
    "snapshots": ("snapshot", "snapshot_set"),
    "record sets": ("record_set", "record_set_member"),
    "records": ("record",),
    "images": ("image", "image_layer", "image_ref"),
    "layers": ("layer", "layer_collected"),
    "layer entries": ("layer_entry",),
    "facts": ("fact",),
    "host files": ("host_file", "host_root"),
    "sightings": ("sighting", "standing", "episode"),
    "notifications": ("told", "told_finding"),
    "names": ("environment", "service", "engine", "meta"),
}
"""The first table of each is the one whose rows are counted."""

_PAGES = """
    SELECT coalesce(sum(pgsize), 0) FROM dbstat
    WHERE aggregate = TRUE AND name IN (SELECT name FROM sqlite_master WHERE tbl_name = ?)
"""
_ENVIRONMENTS = """
    SELECT e.name, count(DISTINCT o.instance), count(o.id), count(DISTINCT o.service)
    FROM environment e LEFT JOIN observation o ON o.environment = e.id GROUP BY e.id ORDER BY e.name
"""


@dataclass(frozen=True, slots=True)
class Group:
    name: str
    rows: int
    size: int | None
    """Bytes, indexes included; None where this SQLite cannot say (it lacks dbstat)."""


@dataclass(frozen=True, slots=True)
class InEnvironment:
    name: str
    containers: int
    observations: int
    services: int


@dataclass(frozen=True, slots=True)
class Stats:
    size: int
    """Bytes of the file."""
    free: int
    """Bytes of it that nothing uses."""
    groups: tuple[Group, ...]
    oldest: datetime | None
    """When the first scan began."""
    newest: datetime | None
    environments: tuple[InEnvironment, ...]


def stats(connection: Connection) -> Stats:
    with connection.moment(), connection.decoding():
        page = int(connection.value("PRAGMA page_size"))
        measured = connection.row("SELECT 1 FROM pragma_module_list WHERE name = 'dbstat'") is not None
        oldest, newest = connection.row("SELECT min(started), max(started) FROM scan") or (None, None)
        return Stats(
            size=page * int(connection.value("PRAGMA page_count")),
            free=page * int(connection.value("PRAGMA freelist_count")),
            groups=tuple(_group(connection, name, tables, measured) for name, tables in GROUPS.items()),
            oldest=from_time(oldest) if oldest else None,
            newest=from_time(newest) if newest else None,
            environments=tuple(
                InEnvironment(from_column(name), containers, observations, services)
                for name, containers, observations, services in connection.rows(_ENVIRONMENTS)
            ),
        )


def _group(connection: Connection, name: str, tables: tuple[str, ...], measured: bool) -> Group:
    rows: int = connection.value(f"SELECT count(*) FROM {tables[0]}")  # noqa: S608 - names of ours
    size = sum(connection.value(_PAGES, (table,)) for table in tables) if measured else None
    return Group(name, rows, size)
