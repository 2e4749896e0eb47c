"""rpmdb.sqlite: one table Packages (hnum, blob) (rpm 4.16 on, lib/backend/sqlite.c; sqlite.org/fileformat2)."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing

from drift.collectors.interface import Unreadable

MOST_PACKAGES = 100_000
MOST_STEPS = 50_000
"""Thousands of instructions of SQLite's machine: a real database of 2,000 packages takes 20."""

SHORTEST_LIMIT = 1 << 16
"""Bytes of a value: what SQLite needs for itself."""

_WAL_VERSIONS = slice(18, 20)
"""Two bytes of the file header: 2 asks for a write-ahead log, which a database in memory can't have; 1 for none."""


def blobs(content: bytes) -> Iterator[bytes]:
    """The headers in order of their numbers."""
    plain = bytearray(content)
    plain[_WAL_VERSIONS] = b"\x01\x01"
    try:
        with closing(sqlite3.connect(":memory:")) as database:
            database.deserialize(plain)
            database.setlimit(sqlite3.SQLITE_LIMIT_LENGTH, max(len(plain), SHORTEST_LIMIT))
            yield from _blobs(database)
    except (sqlite3.Error, OverflowError, UnicodeDecodeError) as error:  # its message can hold bytes of the file
        raise Unreadable(f"SQLite cannot read it: {str(error)[:200]!r}") from None


def _blobs(database: sqlite3.Connection) -> Iterator[bytes]:
    """Nothing in the schema is trusted: only a plain table is read, and not without an end."""
    steps = iter(range(MOST_STEPS))
    database.set_progress_handler(lambda: next(steps, None) is None, 1000)
    database.execute("PRAGMA trusted_schema = OFF")
    database.execute("PRAGMA cell_size_check = ON")
    found = database.execute("SELECT type, rootpage FROM sqlite_master WHERE name = 'Packages'").fetchone()
    if found is None or found[0] != "table" or not found[1]:
        raise Unreadable("there is no table Packages in it")
    for (blob,) in database.execute("SELECT blob FROM Packages ORDER BY rowid LIMIT ?", (MOST_PACKAGES,)):
        if not isinstance(blob, bytes):
            raise Unreadable("a package that is no header")
        yield blob
