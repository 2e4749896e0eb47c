"""Snapshots: a small tuple of set digests each; equal states are one row."""

from dataclasses import dataclass

from drift.model.facts import Status
from drift.model.records import Kind, RecordSet
from drift.model.snapshot import Section, Snapshot
from drift.store.columns import from_column, to_column
from drift.store.connection import Connection
from drift.store.faults import damaged
from drift.store.records import RecordSets

_SECTIONS = """
    SELECT p.kind, p.status, s.digest, coalesce(s.count, 0), p.reason
    FROM snapshot_set p LEFT JOIN record_set s ON s.id = p.record_set
    WHERE p.snapshot = (SELECT id FROM snapshot WHERE digest = ?) ORDER BY p.kind
"""


@dataclass(frozen=True, slots=True)
class StoredSection:
    """A section without its records."""

    status: Status
    set: bytes | None
    """Digest of the record set; None unless OK."""
    count: int
    reason: str


class Snapshots:
    def __init__(self, connection: Connection, sets: RecordSets) -> None:
        self._connection = connection
        self._sets = sets

    def add(self, snapshot: Snapshot) -> bytes:
        """Keep a snapshot, whole or not at all; returns its digest. One that is known writes nothing."""
        if not self.has(snapshot.digest):
            with self._connection.transaction():
                if not self.has(snapshot.digest):  # else another scan came first
                    self._insert(snapshot)
        return snapshot.digest

    def has(self, digest: bytes) -> bool:
        return self._connection.row("SELECT 1 FROM snapshot WHERE digest = ?", (digest,)) is not None

    def get(self, digest: bytes) -> Snapshot | None:
        """With all its records."""
        with self._connection.moment():
            row = self._connection.row("SELECT image FROM snapshot WHERE digest = ?", (digest,))
            if row is None:
                return None
            sections = {kind: self._section(stored) for kind, stored in self.sections(digest).items()}
        snapshot = Snapshot(row[0], sections)
        if snapshot.digest != digest:
            raise damaged(self._connection.path, f"snapshot {digest.hex()[:12]} does not have what its digest says")
        return snapshot

    def lazy(self, digest: bytes) -> Snapshot | None:
        """Its records are read, and checked, when someone asks for them."""
        with self._connection.moment():
            row = self._connection.row("SELECT image FROM snapshot WHERE digest = ?", (digest,))
            sections = {
                kind: Section(stored.status, self._sets.lazy(stored.set) if stored.set else None, stored.reason)
                for kind, stored in self.sections(digest).items()
            }
        return Snapshot(row[0], sections) if row else None

    def image(self, digest: bytes) -> bytes | None:
        """Identity of the image that a snapshot's files are a delta on."""
        found: bytes | None = self._connection.value("SELECT image FROM snapshot WHERE digest = ?", (digest,))
        return found

    def sections(self, digest: bytes) -> dict[Kind, StoredSection]:
        """What is known of each kind, without the records; empty for a snapshot that is not here."""
        with self._connection.decoding():
            return {
                Kind(kind): StoredSection(Status(status), records, count, from_column(reason))
                for kind, status, records, count, reason in self._connection.rows(_SECTIONS, (digest,))
            }

    def find(self, prefix: str, limit: int = 10) -> list[bytes]:
        """Digests that begin with these hex digits, at most `limit`, in order."""
        low, high = (bytes.fromhex(prefix.ljust(64, digit)) for digit in "0f")
        rows = self._connection.rows(
            "SELECT digest FROM snapshot WHERE digest BETWEEN ? AND ? ORDER BY digest LIMIT ?", (low, high, limit)
        )
        return [digest for (digest,) in rows]

    def _section(self, stored: StoredSection) -> Section:
        records: RecordSet | None = self._sets.get(stored.set) if stored.set else None
        return Section(stored.status, records, stored.reason)

    def _insert(self, snapshot: Snapshot) -> None:
        row = self._connection.run(
            "INSERT INTO snapshot (digest, image) VALUES (?, ?)", (snapshot.digest, snapshot.image)
        )
        for kind, section in sorted(snapshot.sections.items()):
            records = None if section.set is None else self._sets.add(section.set)
            self._connection.run(
                "INSERT INTO snapshot_set VALUES (?, ?, ?, ?, ?)",
                (row, kind.value, section.status.value, records, to_column(section.reason)),
            )
