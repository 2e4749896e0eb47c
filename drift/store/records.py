"""Record sets: records and sets are kept by digest, so that equal ones are there once."""

from collections.abc import Callable
from functools import cached_property

from drift.model.records import Kind, Record, RecordSet
from drift.store.columns import in_key_order, made_record, to_column
from drift.store.connection import Connection, Row
from drift.store.difference import Difference, difference
from drift.store.faults import damaged

_KEEP_RECORD = "INSERT INTO record (digest, kind, key, content) VALUES (?, ?, ?, ?) ON CONFLICT DO NOTHING"
_KEEP_MEMBER = "INSERT INTO record_set_member SELECT ?, id FROM record WHERE digest = ?"
_RECORDS = """
    SELECT r.key, r.content FROM record_set_member m JOIN record r ON r.id = m.record WHERE m.record_set = ?
"""


class StoredSet(RecordSet):
    """A set whose records are read when someone asks for them."""

    def __init__(self, kind: Kind, digest: bytes, count: int, read: Callable[[], RecordSet]) -> None:
        vars(self).update(kind=kind, digest=digest, _count=count, _read=read)

    @cached_property
    def records(self) -> tuple[Record, ...]:
        found: RecordSet = vars(self)["_read"]()
        return found.records

    def __len__(self) -> int:
        count: int = vars(self)["_count"]
        return count


class RecordSets:
    """By digest. StoreError for one that is not here."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def add(self, records: RecordSet) -> int:
        """Keep a set, inside a transaction of the caller; returns its row. 100,000 new records take 0.8 s."""
        known: int | None = self._connection.value("SELECT id FROM record_set WHERE digest = ?", (records.digest,))
        return known if known is not None else self._insert(records)

    def get(self, digest: bytes) -> RecordSet:
        """StoreError where the set is not here, or where its records are not those that it was named by."""
        row, kind, _ = self._row(digest)
        records = self._load(row, kind)
        if records.digest != digest:
            raise damaged(self._connection.path, f"record set {digest.hex()[:12]} does not have what its digest says")
        return records

    def lazy(self, digest: bytes) -> RecordSet:
        """The set, its records still unread; StoreError then and now."""
        _, kind, count = self._row(digest)
        return StoredSet(Kind(kind), digest, count, lambda: self.get(digest))

    def count(self, digest: bytes) -> int:
        """How many records."""
        count: int = self._row(digest)[2]
        return count

    def difference(self, before: bytes | None, after: bytes | None) -> Difference:
        """What makes one set into the other; None is the empty set."""
        if before == after:
            return Difference()
        with self._connection.moment():
            rows = (None if digest is None else self._row(digest)[0] for digest in (before, after))
            return difference(self._connection, *rows)

    def _insert(self, records: RecordSet) -> int:
        digests = [record.digest for record in records.records]
        row = self._connection.run(
            "INSERT INTO record_set (digest, kind, count) VALUES (?, ?, ?)",
            (records.digest, records.kind.value, len(records)),
        )
        self._connection.run_many(
            _KEEP_RECORD,
            (
                (digest, str(record.kind), to_column(record.key), to_column(record.content))
                for digest, record in zip(digests, records.records, strict=True)
            ),
        )
        self._connection.run_many(_KEEP_MEMBER, ((row, digest) for digest in digests))
        return row

    def _row(self, digest: bytes) -> Row:
        """Row, kind and count. A set that is not here is damage, never an empty one: something names it."""
        row = self._connection.row("SELECT id, kind, count FROM record_set WHERE digest = ?", (digest,))
        if row is None:
            raise damaged(self._connection.path, f"it has no record set {digest.hex()}")
        return row

    def _load(self, row: int, kind: str) -> RecordSet:
        with self._connection.decoding():
            known = Kind(kind)
            rows = self._connection.rows(_RECORDS, (row,))
            return RecordSet(known, in_key_order(made_record(known, key, content) for key, content in rows))
