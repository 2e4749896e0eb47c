"""A container's upper directory as it was when it was read last: a cache, so that a quiet rescan reads and works out nothing again."""

from collections.abc import Collection, Mapping
from typing import NamedTuple

from drift.model.canonical import to_text
from drift.source.known_files import HashedFile
from drift.store.columns import to_column
from drift.store.connection import Connection

_FILES = """
    SELECT f.path, f.inode, f.size, f.mtime_ns, f.ctime_ns, f.sha256, f.capability
    FROM host_root r JOIN host_file f ON f.host_root = r.id
    WHERE r.engine_uid = ? AND r.container_uid = ? AND r.readers = ?
"""
_OUTCOME = """
    SELECT inputs, snapshot, engine_made FROM host_root
    WHERE engine_uid = ? AND container_uid = ? AND readers = ? AND inputs IS NOT NULL
"""
_KEEP = "INSERT OR REPLACE INTO host_file VALUES (?, ?, ?, ?, ?, ?, ?, ?)"


class HostRoot(NamedTuple):
    """Whose files, seen by whom."""

    engine_uid: str
    container_uid: str
    readers: str
    """Digest of those who saw a file when it was hashed: others have to see it again."""


class Outcome(NamedTuple):
    inputs: bytes
    """Digest of all that the snapshot's sections of files were made from."""
    snapshot: bytes
    """Digest."""
    engine_made: int
    """How many paths were left out of it."""


class HostFiles:
    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def files(self, root: HostRoot) -> dict[str, HashedFile]:
        """By path."""
        with self._connection.moment(), self._connection.decoding():
            return {
                path if type(path) is str else to_text(path): HashedFile(*file)
                for path, *file in self._connection.rows(_FILES, _columns(root))
            }

    def keep_files(self, root: HostRoot, news: Mapping[str, HashedFile], gone: Collection[str]) -> None:
        """What changed since `files`: an unchanged rescan writes nothing."""
        if not news and not gone:
            return
        with self._connection.transaction():
            row = self._row(root)
            self._connection.run_many(
                "DELETE FROM host_file WHERE host_root = ? AND path = ?", ((row, to_column(path)) for path in gone)
            )
            self._connection.run_many(_KEEP, ((row, to_column(path), *file) for path, file in news.items()))

    def outcome(self, root: HostRoot) -> Outcome | None:
        """What came of the last reading."""
        row = self._connection.row(_OUTCOME, _columns(root))
        return Outcome(*row) if row else None

    def keep_outcome(self, root: HostRoot, outcome: Outcome) -> None:
        if self.outcome(root) != outcome:
            with self._connection.transaction():
                self._connection.run(
                    "UPDATE host_root SET inputs = ?, snapshot = ?, engine_made = ? WHERE id = ?",
                    (*outcome, self._row(root)),
                )

    def _row(self, root: HostRoot) -> int:
        """Its row, without what other readers saw."""
        engine, container, readers = _columns(root)
        found = self._connection.row(
            "SELECT id, readers FROM host_root WHERE engine_uid = ? AND container_uid = ?", (engine, container)
        )
        if found is not None and found[1] == readers:
            row: int = found[0]
            return row
        if found is not None:
            self._connection.run("DELETE FROM host_file WHERE host_root = ?", found[:1])
            self._connection.run("DELETE FROM host_root WHERE id = ?", found[:1])
        return self._connection.run(
            "INSERT INTO host_root (engine_uid, container_uid, readers) VALUES (?, ?, ?)", (engine, container, readers)
        )


def _columns(root: HostRoot) -> tuple[str | bytes, str | bytes, str]:
    return to_column(root.engine_uid), to_column(root.container_uid), root.readers
