"""The store: one SQLite file, in parts that each own a few tables."""

from collections.abc import Collection, Iterator
from contextlib import AbstractContextManager
from datetime import datetime
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Self

from drift.store.checking import problems
from drift.store.connection import Connection
from drift.store.facts import Facts
from drift.store.history import History
from drift.store.host_files import HostFiles
from drift.store.images import Images
from drift.store.layers import Layers
from drift.store.locking import scan_lock
from drift.store.opening import open_file
from drift.store.prune import Pruned, prune
from drift.store.records import RecordSets
from drift.store.scans import Scans
from drift.store.sightings import Sightings
from drift.store.snapshots import Snapshots
from drift.store.stats import Stats, stats
from drift.store.told import Told

if TYPE_CHECKING:
    from drift.source.tarstream import Readable
    from drift.store.bundle import Exported, Imported
    from drift.store.bundle.writing import Writable

TIMEOUT = 30.0
"""Seconds that a statement waits for other processes. Transactions are short: nothing is written while an engine is read."""


class Store:
    """For one thread of one process; others open their own. What goes wrong with the file is a StoreError."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self.facts = Facts(connection)
        self.layers = Layers(connection, self.facts)
        self.sets = RecordSets(connection)
        self.snapshots = Snapshots(connection, self.sets)
        self.images = Images(connection, self.snapshots)
        self.scans = Scans(connection, self.snapshots)
        self.history = History(connection)
        self.host_files = HostFiles(connection)
        self.sightings = Sightings(connection)
        self.told = Told(connection)

    @classmethod
    def open(cls, path: Path, *, create: bool = True, timeout: float = TIMEOUT) -> Self:
        """The store at `path`, made or brought up to date where needed. StoreError for a file that is no store."""
        return cls(open_file(path, create=create, timeout=timeout))

    @property
    def path(self) -> Path:
        return self._connection.path

    @property
    def key_id(self) -> str:
        """Of the key that secrets in here are fingerprinted with; "" where none was remembered yet."""
        found: str | None = self._connection.value("SELECT value FROM meta WHERE name = 'key_id'")
        return found or ""

    def remember_key(self, key_id: str) -> None:
        """From now on this is the key. Fingerprints of another one stay, and are not comparable with new ones."""
        self._connection.run(
            "INSERT INTO meta VALUES ('key_id', ?) ON CONFLICT (name) DO UPDATE SET value = excluded.value", (key_id,)
        )

    def transaction(self) -> AbstractContextManager[None]:
        """All that is written inside is there as a whole or not at all. Keep it short: others wait."""
        return self._connection.transaction()

    def scan_lock(self, engine_uid: str) -> AbstractContextManager[bool]:
        """True while this process alone scans this engine into this store; False at once where another does."""
        return scan_lock(self.path, engine_uid)

    def telling_lock(self) -> AbstractContextManager[bool]:
        """True while this process alone tells of what is in this store; False at once where another does."""
        return scan_lock(self.path, "told")

    def check(self) -> Iterator[str]:
        """What is wrong with the file, one line each: SQLite's checks, and all digests computed again."""
        return problems(self._connection)

    def stats(self) -> Stats:
        """How much of what is in it."""
        return stats(self._connection)

    def prune(self, keep: int, now: datetime, *, dry_run: bool = False) -> Pruned:
        """Forget all but the newest `keep` observations of each service and environment, and what they reach (prune.py)."""
        return prune(self._connection, keep, now, dry_run=dry_run)

    def export_bundle(
        self, target: "Writable", environments: Collection[str] = (), since: datetime | None = None
    ) -> "Exported":
        """Write what these environments (none: all) were since then, and all that it reaches, for another store."""
        from drift.store.bundle import export_bundle

        return export_bundle(self._connection, target, environments, since)

    def import_bundle(self, stream: "Readable") -> "Imported":
        """Merge what `export_bundle` wrote, whole or not at all. BundleError where it is not that."""
        from drift.store.bundle import import_bundle

        return import_bundle(self._connection, stream)

    def close(self) -> None:
        self._connection.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.close()
