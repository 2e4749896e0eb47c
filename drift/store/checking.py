"""Looks a store over: SQLite's own checks, and every digest computed again by the model."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from drift.errors import StoreError
from drift.model.canonical import sha256, to_bytes
from drift.model.records import Kind, Record, RecordSet
from drift.model.snapshot import Section, Snapshot
from drift.store.columns import from_column
from drift.store.connection import Connection
from drift.store.records import RecordSets
from drift.store.snapshots import Snapshots

_COUNTS = """
    SELECT l.diff_id FROM layer l
    WHERE l.entries <> (SELECT count(*) FROM layer_entry e WHERE e.layer = l.id)
"""


@dataclass(frozen=True)
class _KnownSet(RecordSet):
    """A set without its records, which were checked before."""

    known: bytes
    count: int

    @property
    def digest(self) -> bytes:
        return self.known

    def __len__(self) -> int:
        return self.count


def problems(connection: Connection) -> Iterator[str]:
    """One line each; none for a store that is whole. What cannot even be read is the last line."""
    try:
        with connection.moment():
            yield from _problems(connection)
    except StoreError as error:
        yield error.what


def _problems(connection: Connection) -> Iterator[str]:
    sets = RecordSets(connection)
    snapshots = Snapshots(connection, sets)
    for (said,) in connection.rows("PRAGMA integrity_check"):
        if said != "ok":
            yield f"SQLite: {said}"
    for table, row, parent, _ in connection.rows("PRAGMA foreign_key_check"):
        yield f"{table} row {row} names a row of {parent} that is not there"
    for (diff_id,) in connection.rows(_COUNTS):
        yield f"layer {diff_id} does not have as many entries as it says"
    yield from _wrong(connection, "record", ("kind", "key", "content"), _record_digest)
    yield from _wrong(connection, "document", ("kind", "content"), lambda *text: _digest("document", *text))
    yield from _wrong(connection, "coverage", ("content",), lambda content: _digest("coverage", content))
    yield from _wrong(connection, "record_set", ("digest", "count"), lambda *row: _set_digest(sets, *row))
    yield from _wrong(connection, "snapshot", ("digest",), lambda digest: _snapshot_digest(snapshots, digest))


def _wrong(
    connection: Connection, table: str, columns: tuple[str, ...], digest: Callable[..., bytes | None]
) -> Iterator[str]:
    for row, kept, *values in connection.rows(f"SELECT id, digest, {', '.join(columns)} FROM {table} ORDER BY id"):  # noqa: S608 - names of ours
        try:
            with connection.decoding():
                same = digest(*values) == kept
        except StoreError as error:
            yield f"{table} row {row}: {error.what}"
        else:
            if not same:
                yield f"{table} row {row} does not have what its digest says"


def _record_digest(kind: str, key: Any, content: Any) -> bytes:
    return Record(Kind(kind), from_column(key), from_column(content)).digest


def _digest(*text: Any) -> bytes:
    return sha256(*(to_bytes(from_column(part)) for part in text))


def _set_digest(sets: RecordSets, digest: bytes, count: int) -> bytes | None:
    records = sets.get(digest)
    return records.digest if len(records) == count else None


def _snapshot_digest(snapshots: Snapshots, digest: bytes) -> bytes:
    sections = {
        kind: Section(stored.status, _KnownSet(kind, (), stored.set, stored.count) if stored.set else None)
        for kind, stored in snapshots.sections(digest).items()
    }
    return Snapshot(snapshots.image(digest), sections).digest
