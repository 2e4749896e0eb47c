"""Opens the store's file: makes it for its owner alone, tells it from other files, brings it up to date."""

import mmap
import os
import sqlite3
import stat
from enum import Enum, auto
from pathlib import Path

from drift.errors import StoreError
from drift.store.connection import Connection
from drift.store.faults import NO_DATABASE, Translated, store_error
from drift.store.schema import APPLICATION_ID, VERSION

FILE = "drift.db"

_SMALLEST = 512
"""Bytes of the smallest SQLite database. SQLite takes a file with less for a new one, whatever is in it."""

_SETTINGS = (
    "PRAGMA trusted_schema = OFF",  # a store from elsewhere may hold views: they call no function with side effects
    "PRAGMA cell_size_check = ON",  # and may be damaged on purpose
    "PRAGMA foreign_keys = ON",
    "PRAGMA cache_size = -16384",  # KiB: 100,000 digests come in no order; SQLite's own 2 MiB take a quarter longer
)


class _Found(Enum):
    NOTHING = auto()
    OLDER = auto()
    CURRENT = auto()


def default_path() -> Path:
    """Where the store is when nobody says: /var/lib for root, else the user's data directory."""
    if os.geteuid() == 0:
        return Path("/var/lib/container-drift") / FILE
    from platformdirs import user_data_path

    return user_data_path("container-drift") / FILE


def open_file(path: Path, *, create: bool, timeout: float) -> Connection:
    """A connection to the store at `path`. `timeout` in seconds is how long a statement waits for other processes."""
    with Translated(path):
        _prepare(path, create=create)
        raw = sqlite3.connect(f"{path.absolute().as_uri()}?mode=rw", uri=True, timeout=timeout, isolation_level=None)
    connection = Connection(path, raw)
    try:
        if _identify(connection) is not _Found.CURRENT:
            from drift.store.migrations import upgrade

            _make_private(path)
            upgrade(connection)
        choose_journal(connection)
        for setting in _SETTINGS:
            connection.run(setting)
    except BaseException:
        raw.close()
        raise
    return connection


def _prepare(path: Path, *, create: bool) -> None:
    if not path.exists():
        if not create:
            raise StoreError(
                f"there is no store at {str(path)!r}", remedy="make one with `drift scan`, or name another with --db"
            )
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        os.close(os.open(path, os.O_CREAT | os.O_RDWR | os.O_CLOEXEC, 0o600))
    elif not path.is_file():
        raise StoreError(f"the store {str(path)!r} is no regular file", remedy="name another file with --db")
    elif 0 < path.stat().st_size < _SMALLEST:
        raise store_error(path, NO_DATABASE)


def _make_private(path: Path) -> None:
    """SQLite gives the files beside it (-wal, -shm) the same mode."""
    with Translated(path):
        if stat.S_IMODE(path.stat().st_mode) & 0o077:
            path.chmod(0o600)


def _identify(connection: Connection) -> _Found:
    application = connection.value("PRAGMA application_id")
    version = connection.value("PRAGMA user_version")
    if application == APPLICATION_ID:
        if version > VERSION:
            raise StoreError(
                f"the store {str(connection.path)!r} has schema {version}, this version of drift knows {VERSION}",
                remedy="upgrade container-drift, or name another file with --db",
            )
        return _Found.CURRENT if version == VERSION else _Found.OLDER
    if application or version or connection.value("SELECT count(*) FROM sqlite_master"):
        raise StoreError(
            f"{str(connection.path)!r} is a database of another program", remedy="name another file with --db"
        )
    return _Found.NOTHING


def choose_journal(connection: Connection) -> None:
    """WAL, so that readers and a writer do not wait for each other; on a file system where that cannot be, a rollback journal.

    Another process that is at the same just now makes this one fail as "locked": it has then chosen for both.
    """
    mode = connection.value("PRAGMA journal_mode")
    if mode != "wal" and _shares_memory(connection.path.parent):
        try:
            (mode,) = connection.raw.execute("PRAGMA journal_mode = WAL").fetchone()
        except sqlite3.OperationalError as error:
            if error.sqlite_errorcode & 0xFF != sqlite3.SQLITE_BUSY:
                connection.run("PRAGMA journal_mode = DELETE")
    if mode == "wal":
        connection.run("PRAGMA synchronous = NORMAL")  # a power cut may lose the last scan, never the file


def _shares_memory(folder: Path) -> bool:
    """Can processes share a file's pages there (mmap(2), MAP_SHARED)? Not on 9p, nor on FUSE with direct_io.

    SQLite finds out too late: it says yes to WAL, writes that into the file, and can then not read it (measured on 3.40).
    """
    from tempfile import TemporaryFile

    try:
        with TemporaryFile(dir=folder) as file:
            file.truncate(mmap.PAGESIZE)
            mmap.mmap(file.fileno(), mmap.PAGESIZE).close()
    except OSError:
        return False
    return True
