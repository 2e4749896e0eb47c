"""Writes a bundle: what a choice of environments and times reaches, in one moment of the store."""

import hashlib
import sys
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from difflib import get_close_matches
from typing import Protocol

import msgspec

from drift.errors import StoreError
from drift.store.bundle.questions import forget, number, rows, sightings
from drift.store.bundle.rows import NAME, ROWS, VERSION, Footer, Header, Raw, section_line, text_columns
from drift.store.bundle.values import key_ids_in
from drift.store.columns import from_column, to_column, to_time
from drift.store.connection import Connection, Row
from drift.store.reach import Reach, reaching

if sys.version_info >= (3, 14):
    from compression import zstd
else:
    from backports import zstd

LEVEL = 6
"""Of zstd. An image of 106,000 entries has 5.4 MB at level 3, 5.1 at 6, 5.0 at 10, where all of it takes half as long again."""

_CHUNK = 1 << 18
_BEFORE_ALL = ""


class Writable(Protocol):
    def write(self, data: bytes, /) -> object: ...


@dataclass(frozen=True, slots=True)
class Exported:
    rows: Mapping[str, int]
    """By section."""
    key_ids: tuple[str, ...]
    """Of the keys that secrets in it are fingerprinted with."""
    size: int
    """Bytes of the file."""


class _Lines:
    """Compresses and digests what is written."""

    def __init__(self, target: Writable) -> None:
        self._target = target
        self._zstd = zstd.ZstdCompressor(level=LEVEL)
        self._waiting = bytearray()
        self.sha256 = hashlib.sha256()
        self.size = 0

    def write(self, line: bytes) -> None:
        self._waiting += line
        if len(self._waiting) >= _CHUNK:
            self._flush()

    def _flush(self) -> None:
        self.sha256.update(self._waiting)
        self._put(self._zstd.compress(self._waiting))
        self._waiting.clear()

    def end(self, footer: Mapping[str, int]) -> None:
        self._flush()
        last = msgspec.json.encode(Footer(dict(footer), self.sha256.hexdigest())) + b"\n"
        self._put(self._zstd.compress(last) + self._zstd.flush())

    def _put(self, packed: bytes) -> None:
        self._target.write(packed)
        self.size += len(packed)


def export_bundle(
    connection: Connection, target: Writable, environments: Collection[str] = (), since: datetime | None = None
) -> Exported:
    """Write the scans that ended at or after `since` in these environments (none: all), and all that they reach.

    StoreError for an environment that no scan has read.
    """
    earliest = to_time(since) if since else _BEFORE_ALL
    with connection.moment(), reaching(connection) as reach:
        _choose(connection, reach, environments, earliest)
        reach.follow()
        number(connection)
        seen = sightings(connection, earliest, every=not environments)
        exported = _written(connection, _Lines(target), seen)
        forget(connection)
    return exported


def _choose(connection: Connection, reach: Reach, environments: Collection[str], since: str) -> None:
    known = [from_column(name) for (name,) in connection.rows("SELECT name FROM environment ORDER BY name")]
    for name in environments or known:
        if name not in known:
            near = get_close_matches(name, known, 1)
            raise StoreError(
                f"no scan has read an environment {name!r}",
                remedy=f"did you mean {near[0]!r}?" if near else f"there are {', '.join(known) or 'none'}",
            )
        reach.choose("environment", "SELECT id FROM environment WHERE name = ?", (to_column(name),))
    reach.choose(
        "scan",
        """SELECT id FROM scan WHERE coalesce(ended, started) >= ? AND (
               id IN (SELECT scan FROM scan_engine WHERE environment IN temp.kept_environment)
               OR id IN (SELECT scan FROM scan_target WHERE environment IN temp.kept_environment)
               OR id IN (SELECT scan FROM observation WHERE environment IN temp.kept_environment))""",
        (since,),
    )


def _written(connection: Connection, lines: _Lines, seen: Iterator[Row]) -> Exported:
    counts = {}
    lines.write(msgspec.json.encode(Header(NAME, VERSION)) + b"\n")
    for section in ROWS:
        lines.write(section_line(section))
        counts[section] = 0
        for line in _encoded(section, seen if section == "sightings" else rows(connection, section)):
            lines.write(line)
            counts[section] += 1
    lines.end(counts)
    return Exported(counts, key_ids(connection, "WHERE id IN temp.kept_record"), lines.size)


def _encoded(section: str, found: Iterator[Row]) -> Iterator[bytes]:
    texts = text_columns(section)
    encode = msgspec.json.Encoder().encode
    for row in found:
        if any(type(row[column]) is bytes for column in texts):
            row = tuple(Raw(one) if at in texts and type(one) is bytes else one for at, one in enumerate(row))  # noqa: PLW2901 - the same row
        elif section == "snapshots":
            row = (*row[:2], [_section(*one) for one in row[2]])  # noqa: PLW2901 - the same row
        yield encode(row) + b"\n"


def _section(kind: str, status: str, record_set: int | None, reason: str | bytes) -> Row:
    return (kind, status, record_set, Raw(reason) if isinstance(reason, bytes) else reason)


def key_ids(connection: Connection, where: str = "") -> tuple[str, ...]:
    """Of the keys that the store's records have fingerprints of, in order."""
    found = connection.rows(
        f"""SELECT content FROM (SELECT content, CAST(content AS TEXT) AS text FROM record {where})
            WHERE instr(text, '"key_id":"') OR instr(text, 'hmac:')"""  # noqa: S608 - a literal of ours
    )
    return tuple(sorted({one for (content,) in found for one in key_ids_in(from_column(content))}))
