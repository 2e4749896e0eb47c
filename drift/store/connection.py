"""One connection to the store's file: questions, statements, transactions.

SQLite's own module does the work here, and sqlite-utils where a schema is made (migrations.py), for two reasons, both measured:
- `import sqlite_utils` takes 82 ms, opening an up-to-date store 1 ms;
- its `atomic()` begins a deferred transaction. One that has read and then writes fails at once with "database is locked"
  when another process has committed in between, however long the busy timeout: two scans would stop each other.
  BEGIN IMMEDIATE waits its turn.
"""

import sqlite3
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, TypeAlias

from drift.store.faults import Translated, damaged

Row: TypeAlias = tuple[Any, ...]
Parameters: TypeAlias = Sequence[object] | Mapping[str, object]

_CHUNK = 1000
"""Rows fetched at once: 100,000 rows one by one through a generator take a third longer."""


class Connection:
    """For one thread. What SQLite or the disk refuses is a StoreError; nothing else of sqlite3 gets out."""

    def __init__(self, path: Path, raw: sqlite3.Connection) -> None:
        self.path = path
        self.raw = raw
        self._translated = Translated(path)

    def rows(self, sql: str, parameters: Parameters = ()) -> Iterator[Row]:
        with self._translated:
            cursor = self.raw.execute(sql, parameters)
            while chunk := cursor.fetchmany(_CHUNK):
                yield from chunk

    def row(self, sql: str, parameters: Parameters = ()) -> Row | None:
        """The first row, None where there is none."""
        with self._translated:
            found: Row | None = self.raw.execute(sql, parameters).fetchone()
            return found

    def value(self, sql: str, parameters: Parameters = ()) -> Any:
        """The first column of the first row, None where there is none."""
        found = self.row(sql, parameters)
        return found[0] if found else None

    def run(self, sql: str, parameters: Parameters = ()) -> int:
        """Execute one statement; the rowid of what it inserted."""
        with self._translated:
            return self.raw.execute(sql, parameters).lastrowid or 0

    def run_many(self, sql: str, rows: Iterable[Parameters]) -> None:
        with self._translated:
            self.raw.executemany(sql, rows)

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """All or nothing, also when killed. Waits its turn to write. Inside another one it is a part of that."""
        if self.raw.in_transaction:
            with self._between("SAVEPOINT part", "RELEASE part", "ROLLBACK TO part", "RELEASE part"):
                yield
        else:
            with self._between("BEGIN IMMEDIATE", "COMMIT", "ROLLBACK"):
                yield

    @contextmanager
    def moment(self) -> Iterator[None]:
        """All questions inside see one state of the store, whoever writes meanwhile. Nothing is written but temporary tables."""
        if self.raw.in_transaction:
            yield
        else:
            with self._between("BEGIN", "COMMIT", "ROLLBACK"):
                yield

    @contextmanager
    def _between(self, begin: str, commit: str, *undo: str) -> Iterator[None]:
        self.run(begin)
        try:
            yield
            self.run(commit)
        except BaseException:
            for statement in undo:
                if self.raw.in_transaction:  # a full disk, for one, has undone it already
                    self.run(statement)
            raise

    @contextmanager
    def decoding(self) -> Iterator[None]:
        """A row that no version of ours wrote (a hostile or damaged file) is a StoreError too."""
        try:
            yield
        except (ValueError, TypeError, KeyError) as error:
            raise damaged(self.path, error) from error

    def close(self) -> None:
        with self._translated:
            self.raw.close()
