"""What Debian packages put on the disk, as dpkg keeps it below var/lib/dpkg (dpkg-query(1), --listfiles; deb-md5sums(5)).

info/NAME.list or NAME:ARCHITECTURE.list has the paths, conffiles included; NAME.md5sums the digests of all but these, and is the only
one of the two in distroless images, in status.d. diversions has three lines for each path that another package moved (dpkg-divert(1)).
"""

import re
from collections.abc import Iterator
from typing import BinaryIO

from drift.collectors.interface import Collector, Unreadable
from drift.collectors.packages.filelist import one_package
from drift.model.canonical import Json, to_text

LIMIT = 16 << 20
"""Bytes of one list."""

LOCAL = ":"
"""In place of a package: the administrator's own diversion."""

_PATH = re.compile(rb"^/+(?!\.?$)([^\n\0]*[^\n\0/])/*$", re.MULTILINE)
_SUM = re.compile(rb"^([0-9a-fA-F]{32})[ \t]+\*?(?:\./|/)*([^\n\0]+)$", re.MULTILINE)


def parse_list(content: BinaryIO, name: str) -> dict[str, Json]:
    """The paths of one package, directories too."""
    return one_package(_owner(name, ".list"), _PATH.findall(content.read()))


def parse_sums(content: BinaryIO, name: str) -> dict[str, Json]:
    """The paths of one package with their digests; a line of another form says nothing."""
    found = _SUM.findall(content.read())
    digests = bytes.fromhex(b"".join(digest for digest, _ in found).decode())
    return one_package(_owner(name, ".md5sums"), [path for _, path in found], "md5", digests)


def parse_diversions(content: BinaryIO, _name: str) -> list[Json]:
    """[path, where it is now, the package that moved it] for each."""
    lines = to_text(content.read()).removesuffix("\n").split("\n")
    if len(lines) % 3:
        raise Unreadable(f"{len(lines)} lines, which is no multiple of three: is the file cut off?")
    return [[path.lstrip("/"), to.lstrip("/"), by] for path, to, by in _triples(lines)]


def _triples(lines: list[str]) -> Iterator[tuple[str, str, str]]:
    return zip(lines[::3], lines[1::3], lines[2::3], strict=True)


def _owner(name: str, suffix: str) -> str:
    return name.removesuffix(suffix).partition(":")[0]


DPKG_LIST = Collector(
    name="dpkg-list",
    version=2,
    kind=None,
    globs=("var/lib/dpkg/info/*.list",),
    parse=parse_list,
    limit=LIMIT,
)

DPKG_SUMS = Collector(
    name="dpkg-sums",
    version=1,
    kind=None,
    globs=("var/lib/dpkg/info/*.md5sums", "var/lib/dpkg/status.d/*.md5sums"),
    parse=parse_sums,
    limit=LIMIT,
)

DPKG_DIVERSIONS = Collector(
    name="dpkg-diversions",
    version=1,
    kind=None,
    globs=("var/lib/dpkg/diversions",),
    parse=parse_diversions,
)
