"""What each Python package put on the disk: RECORD of its dist-info (PEP 376, PEP 627)."""

import base64
import csv
import re
import zlib
from collections.abc import Iterator
from typing import Any, BinaryIO, NamedTuple

from drift.collectors.interface import Collector, Unreadable
from drift.model.canonical import to_bytes, to_text
from drift.model.facts import Status

_SHA256 = re.compile(r"sha256=([\w-]{43})=?\Z", re.ASCII)


class Recorded(NamedTuple):
    path: str
    """As RECORD has it: relative to the directory that holds the dist-info, maybe with leading ../, or absolute."""
    sha256: bytes | None
    """None where RECORD states none: of RECORD itself, of compiled files, of another algorithm."""


def parse(content: BinaryIO, name: str) -> dict[str, Any]:
    """{"files"}: digests and paths, compressed to half: digests do not shrink."""
    rows = csv.reader(to_text(content.read()).split("\n"))
    try:
        lines = [_line(row) for row in rows if row and row[0]]
    except csv.Error as error:
        raise Unreadable(f"{name}: {error}") from None
    return {"files": base64.b64encode(zlib.compress(to_bytes("\n".join(lines)), 1)).decode()}


def _line(row: list[str]) -> str:
    digest = _SHA256.match(row[1]) if len(row) > 1 else None
    return f"{digest[1] if digest else ''} {row[0]}"


def recorded(fact: dict[str, Any]) -> Iterator[Recorded]:
    """The files of `parse`."""
    for line in to_text(zlib.decompress(base64.b64decode(fact["files"]))).split("\n"):
        digest, _, path = line.partition(" ")
        if path:
            yield Recorded(path, base64.urlsafe_b64decode(f"{digest}=") if digest else None)


PYTHON_RECORD = Collector(
    name="python-record",
    version=1,
    kind=None,
    globs=("**/*.dist-info/RECORD",),
    parse=parse,
    limit=16 << 20,
    oversize=Status.ABSENT,
)
