"""Entries of layers as rows."""

from collections.abc import Iterable, Iterator

from drift.model.canonical import to_text
from drift.model.entries import Entry, FileType
from drift.store.columns import to_column
from drift.store.connection import Row

COLUMNS = "path, type, mode, uid, gid, size, mtime, sha256, linkname, rdev, capability"

_TYPES = {file_type.value: file_type for file_type in FileType}


def to_rows(entries: Iterable[Entry]) -> Iterator[Row]:
    for path, file_type, mode, uid, gid, size, mtime, sha256, link, rdev, capability in entries:
        yield (
            to_column(path),
            str(file_type),  # sqlite3 takes a plain str at once, and asks its adapters about any other
            mode,
            uid,
            gid,
            size,
            mtime,
            sha256,
            None if link is None else to_column(link),
            rdev,
            capability,
        )


def from_rows(rows: Iterable[Row]) -> Iterator[Entry]:
    """Of rows with COLUMNS. ValueError, TypeError or KeyError for what `to_rows` never writes."""
    for path, file_type, mode, uid, gid, size, mtime, sha256, link, rdev, capability in rows:
        yield Entry(
            path if type(path) is str else to_text(path),
            _TYPES[file_type],
            mode,
            uid,
            gid,
            size,
            mtime,
            sha256,
            link if link is None or type(link) is str else to_text(link),
            rdev,
            capability,
        )
