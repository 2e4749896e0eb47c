"""Files of a container's upper directory that were hashed: a cache, so that a quiet rescan reads none of them again."""

from collections.abc import Collection, Mapping

from drift.model.canonical import to_text
from drift.source.known_files import HashedFile
from drift.store.columns import to_column
from drift.store.connection import Connection

_FIND = """
    SELECT f.path, f.inode, f.size, f.mtime_ns, f.ctime_ns, f.sha256, f.capability
    FROM host_root r JOIN host_file f ON f.host_root = r.id
    WHERE r.engine_uid = ? AND r.container_uid = ? AND r.readers = ?
"""
_KEEP = "INSERT OR REPLACE INTO host_file VALUES (?, ?, ?, ?, ?, ?, ?, ?)"


class HostFiles:
    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def get(self, engine_uid: str, container_uid: str, readers: str) -> dict[str, HashedFile]:
        """By path; empty where other readers than these saw the files."""
        with self._connection.moment(), self._connection.decoding():
            return {
                path if type(path) is str else to_text(path): HashedFile(*file)
                for path, *file in self._connection.rows(
                    _FIND, (to_column(engine_uid), to_column(container_uid), readers)
                )
            }

    def keep(
        self,
        engine_uid: str,
        container_uid: str,
        readers: str,
        news: Mapping[str, HashedFile],
        gone: Collection[str],
    ) -> None:
        """What changed since `get`: an unchanged rescan writes nothing."""
        if not news and not gone:
            return
        with self._connection.transaction():
            root = self._root(to_column(engine_uid), to_column(container_uid), readers)
            self._connection.run_many(
                "DELETE FROM host_file WHERE host_root = ? AND path = ?", ((root, to_column(path)) for path in gone)
            )
            self._connection.run_many(_KEEP, ((root, to_column(path), *file) for path, file in news.items()))

    def _root(self, engine_uid: str | bytes, container_uid: str | bytes, readers: str) -> int:
        """Its row, without the files that other readers saw."""
        found = self._connection.row(
            "SELECT id, readers FROM host_root WHERE engine_uid = ? AND container_uid = ?", (engine_uid, container_uid)
        )
        if found is None:
            return self._connection.run(
                "INSERT INTO host_root (engine_uid, container_uid, readers) VALUES (?, ?, ?)",
                (engine_uid, container_uid, readers),
            )
        root: int = found[0]
        if found[1] != readers:
            self._connection.run("DELETE FROM host_file WHERE host_root = ?", (root,))
            self._connection.run("UPDATE host_root SET readers = ? WHERE id = ?", (readers, root))
        return root
