"""Packages of an rpm database: sqlite (rpm 4.16 on), ndb (SUSE) or Berkeley DB hash (before), in one of two places.

One database has two facts: its packages, and what each of them put on the disk. var/lib/rpm is often a link to the other place, or
the other way round. What stands in a write-ahead log beside the sqlite file is not seen: rpm empties it when it ends.
"""

from collections.abc import Callable, Iterator
from typing import BinaryIO

from drift.collectors.interface import Collector, Unreadable
from drift.collectors.packages.filelist import file_list
from drift.collectors.packages.package import package
from drift.collectors.packages.rpm import berkeley, ndb, sqlite
from drift.collectors.packages.rpm.files import files
from drift.collectors.packages.rpm.header import Header, Tag
from drift.collectors.packages.rpm.names import source_name, version_of
from drift.model.canonical import Json
from drift.model.records import Kind

READERS: dict[str, Callable[[bytes], Iterator[bytes]]] = {
    "Packages": berkeley.blobs,
    "Packages.db": ndb.blobs,
    "rpmdb.sqlite": sqlite.blobs,
}
"""Base name → reader of its header blobs."""

GLOBS = tuple(f"{place}/{name}" for place in ("var/lib/rpm", "usr/lib/sysimage/rpm") for name in READERS)
LIMIT = 512 << 20
"""Bytes. 2,000 packages with their 300,000 files are 100 to 200 MB."""

KEY = "gpg-pubkey"
"""Name under which rpm keeps a key that packages may be signed with."""


def parse(content: BinaryIO, name: str) -> list[dict[str, Json]]:
    """The installed packages, keys left out."""
    return [_package(header) for header in _headers(content, name)]


def parse_files(content: BinaryIO, name: str) -> dict[str, Json]:
    """What each package put on the disk, without directories."""
    return file_list(one for header in _headers(content, name) for one in files(header, header.text(Tag.NAME)))


def _headers(content: BinaryIO, name: str) -> Iterator[Header]:
    whole = content.read()
    left = len(whole)
    for blob in READERS[name](whole):
        left -= len(blob)
        if left < 0:
            raise Unreadable("packages that share their bytes: no package manager wrote that")
        header = Header(blob)
        if not header.text(Tag.NAME) or not header.text(Tag.VERSION):
            raise Unreadable(f"a package {header.text(Tag.NAME)[:100]!r} without name or version")
        if header.text(Tag.NAME) != KEY:
            yield header


def _package(header: Header) -> dict[str, Json]:
    release = header.text(Tag.RELEASE)
    version = header.text(Tag.VERSION) + (f"-{release}" if release else "")
    return package(
        "rpm",
        header.text(Tag.NAME),
        version_of(version, next(iter(header.numbers(Tag.EPOCH)), 0)),
        architecture=header.text(Tag.ARCHITECTURE) or None,
        source=source_name(header.text(Tag.SOURCE_RPM)),
        licence=header.text(Tag.LICENCE) or None,
    )


RPM = Collector(name="rpm", version=1, kind=Kind.PACKAGES, globs=GLOBS, parse=parse, limit=LIMIT)

RPM_FILES = Collector(name="rpm-files", version=1, kind=None, globs=GLOBS, parse=parse_files, limit=LIMIT)
