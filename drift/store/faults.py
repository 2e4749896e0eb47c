"""The one place where errors of SQLite and of the file system become a StoreError: thing, cause, remedy."""

import errno
import os
import sqlite3
from pathlib import Path
from types import TracebackType
from typing import NamedTuple

from drift.errors import StoreError


class Fault(NamedTuple):
    cause: str
    remedy: str


_ELSEWHERE = "or name another file with --db"
_RESTORE = "put a copy of it back, or move it away and scan again"
_UNUSUAL = "leave out the target that it came from"
_FULL = Fault("the disk is full, nothing was changed", "make room, then try again")
_READ_ONLY = Fault("it cannot be written", f"check the rights of the file and its directory, {_ELSEWHERE}")
_BUSY = Fault("it is locked by another process", "try again when that has finished")
NO_DATABASE = Fault("it is no SQLite database, so no store", f"move it away, {_ELSEWHERE}")
_DAMAGED = Fault("it is damaged", _RESTORE)

_BY_SQLITE = {
    sqlite3.SQLITE_BUSY: _BUSY,
    sqlite3.SQLITE_LOCKED: _BUSY,
    sqlite3.SQLITE_PROTOCOL: _BUSY,
    sqlite3.SQLITE_READONLY: _READ_ONLY,
    sqlite3.SQLITE_PERM: _READ_ONLY,
    sqlite3.SQLITE_CANTOPEN: Fault(
        "it cannot be opened", f"SQLite writes beside it: check the rights of its directory, {_ELSEWHERE}"
    ),
    sqlite3.SQLITE_FULL: _FULL,
    sqlite3.SQLITE_IOERR_SHMSIZE: _FULL,  # of the -shm file, at the first question
    sqlite3.SQLITE_IOERR_SHMMAP: Fault(
        "it was last used on a file system where processes share memory, this one has none",
        f"take it over with `drift export` there and `drift import` here, {_ELSEWHERE}",
    ),
    sqlite3.SQLITE_IOERR: Fault("the disk could not be read or written", f"check the disk, {_ELSEWHERE}"),
    sqlite3.SQLITE_CORRUPT: _DAMAGED,
    sqlite3.SQLITE_CONSTRAINT: _DAMAGED,
    sqlite3.SQLITE_ERROR: _DAMAGED,  # a table or a column that the schema has is not there
    sqlite3.SQLITE_NOTADB: NO_DATABASE,
    sqlite3.SQLITE_TOOBIG: Fault("a value is too long for SQLite", _UNUSUAL),
    sqlite3.SQLITE_NOMEM: Fault("the memory is used up", "make room, then try again"),
}
_BY_SYSTEM = {
    errno.ENOSPC: _FULL,
    errno.EDQUOT: _FULL,
    errno.EROFS: _READ_ONLY,
    errno.EACCES: _READ_ONLY,
    errno.EPERM: _READ_ONLY,
}


def store_error(path: Path, fault: Fault, detail: str = "") -> StoreError:
    cause = f"{fault.cause} ({detail})" if detail else fault.cause
    return StoreError(f"the store {str(path)!r}: {cause}", remedy=fault.remedy)


def translate(path: Path, error: sqlite3.Error | OSError | OverflowError | UnicodeEncodeError) -> StoreError:
    """One line for whatever SQLite or the file system says."""
    match error:
        case sqlite3.Error():
            code = getattr(error, "sqlite_errorcode", sqlite3.SQLITE_CORRUPT)  # text that is not UTF-8 has no code
            fault = _BY_SQLITE.get(code) or _BY_SQLITE.get(code & 0xFF, _DAMAGED)  # the low byte is the general case
            return store_error(path, fault, str(error))
        case OSError():
            other = Fault("it cannot be used", f"check the path, {_ELSEWHERE}")
            known = _BY_SYSTEM.get(error.errno or 0, other)
            return store_error(path, known, os.strerror(error.errno) if error.errno else str(error))
        case OverflowError():
            return store_error(path, Fault("a number has more than 64 bits", _UNUSUAL))
        case UnicodeEncodeError():
            return store_error(path, Fault(f"{error.object!r} is no text that it can keep", _UNUSUAL))


def damaged(path: Path, detail: object) -> StoreError:
    return store_error(path, _DAMAGED, str(detail))


class Translated:
    """`with` this, an error of SQLite or the file system leaves as a StoreError. A class: a tenth of what `contextmanager` costs."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def __enter__(self) -> None:
        return None

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        match error:
            case sqlite3.ProgrammingError():
                return  # a mistake of ours: it keeps its name and its trace
            case sqlite3.Error() | OSError() | OverflowError() | UnicodeEncodeError():
                raise translate(self._path, error) from error
