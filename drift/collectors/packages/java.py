"""Java archives: jar, war, ear and their like, with the archives in them (JAR File Specification; Maven Archiver; Spring Boot, "nested JARs").

What Maven built says what it is in META-INF/maven/GROUP/ARTIFACT/pom.properties; a shaded jar has one for each artifact that went into it.
Another jar is known by its manifest and its file name. A file that is no zip archive is no such file: no Java would load it.
"""

import io
import re
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from typing import BinaryIO

from drift.collectors.interface import Collector, Unreadable
from drift.collectors.packages.package import package
from drift.collectors.packages.zips import opened
from drift.model.canonical import Json, to_text
from drift.model.records import Kind

SUFFIXES = ("jar", "war", "ear", "sar", "par", "kar", "nar", "jpi", "hpi")
MANIFEST = "META-INF/MANIFEST.MF"
LARGEST_TEXT = 64 << 10
"""Bytes that are read of a manifest, whose main section comes first, and of a pom.properties."""
LARGEST_INNER = 128 << 20
LARGEST_TOGETHER = 512 << 20
"""Bytes of all archives in one file, unpacked."""
MOST_ARCHIVES, MOST_ENTRIES, MOST_POMS = 5_000, 500_000, 5_000
"""In one file, with all that is in it."""
DEEPEST = 4
"""Archives in each other; ear, war and jar are three."""

_POM = re.compile(r"META-INF/maven/[^/]+/[^/]+/pom\.properties\Z")
_INNER = re.compile(rf".\.(?:{'|'.join(SUFFIXES)})\Z", re.IGNORECASE)
_FILE_NAME = re.compile(r"(?P<name>.+?)-(?P<version>\d[\w.+~-]*)\Z")
_NAME = re.compile(r"[A-Za-z0-9][\w.+-]{0,200}\Z", re.ASCII)
_VERSION = re.compile(r"[\w.+~:-]{1,200}\Z", re.ASCII)
_VERSIONS = ("Implementation-Version", "Bundle-Version", "Specification-Version")
_BROKEN = (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, ValueError, OSError, KeyError)
"""What `zipfile` raises for an entry that is damaged, encrypted, or packed in a way that it does not know."""


def parse(content: BinaryIO, name: str) -> list[dict[str, Json]] | None:
    """The artifacts of an archive and of all that are in it. Raises Unreadable where it is made to fill memory or time."""
    found = Reader().packages(content, name, 1)
    return None if found is None else [dict(fields) for fields in dict.fromkeys(tuple(one.items()) for one in found)]


@dataclass
class Reader:
    """What is still to be spent on one file."""

    bytes_left: int = LARGEST_TOGETHER
    archives_left: int = MOST_ARCHIVES
    entries_left: int = MOST_ENTRIES
    poms_left: int = MOST_POMS

    def packages(self, content: BinaryIO, name: str, depth: int) -> list[dict[str, Json]] | None:
        """None where it is no zip archive."""
        archive = opened(content)
        if archive is None:
            return None
        entries = archive.infolist()
        poms = [one for one in entries if _POM.match(one.filename)]
        self._spend(depth, len(entries), len(poms))
        artifacts = [found for one in poms if (found := _of_pom(_properties(archive, one)))]
        own = _own(archive, name) if not artifacts else None
        inner = (one for one in entries if _INNER.search(one.filename) and not one.is_dir())
        return [
            *artifacts,
            *([own] if own else []),
            *(found for one in inner for found in self._inner(archive, one, depth)),
        ]

    def _spend(self, depth: int, entries: int, poms: int) -> None:
        self.archives_left -= 1
        self.entries_left -= entries
        self.poms_left -= poms
        if depth > DEEPEST or min(self.archives_left, self.entries_left, self.poms_left) < 0:
            raise Unreadable("archives in archives without an end: too much is packed in it")

    def _inner(self, archive: zipfile.ZipFile, entry: zipfile.ZipInfo, depth: int) -> Iterator[dict[str, Json]]:
        if entry.file_size > min(LARGEST_INNER, self.bytes_left):
            raise Unreadable(f"{entry.filename[:200]!r} in it has {entry.file_size:,} bytes: too much is packed in it")
        self.bytes_left -= entry.file_size
        content = _content(archive, entry, entry.file_size)
        yield from self.packages(io.BytesIO(content), entry.filename.rpartition("/")[2], depth + 1) or ()


def _content(archive: zipfile.ZipFile, entry: zipfile.ZipInfo, limit: int) -> bytes:
    """Up to so many bytes of an entry; nothing of one that cannot be unpacked: Java passes over it, too."""
    try:
        with archive.open(entry) as stream:
            return stream.read(limit)
    except _BROKEN:
        return b""


def _properties(archive: zipfile.ZipFile, entry: zipfile.ZipInfo) -> dict[str, str]:
    lines = to_text(_content(archive, entry, LARGEST_TEXT)).splitlines()
    pairs = (re.split(r"\s*[=:]\s*", line.strip(), maxsplit=1) for line in lines if line[:1] not in ("#", "!", ""))
    return {pair[0]: pair[1] for pair in pairs if len(pair) == 2}


def _of_pom(pom: dict[str, str]) -> dict[str, Json] | None:
    return _package(pom.get("groupId", ""), pom.get("artifactId", ""), pom.get("version", ""))


def _own(archive: zipfile.ZipFile, file_name: str) -> dict[str, Json] | None:
    """By the file's name, as NAME-VERSION.jar, and the manifest where this does not say the version. Neither knows the group.

    Where the manifest does not say it either, it is one of no known version.
    """
    stem = file_name.rpartition(".")[0]
    if named := _FILE_NAME.match(stem):
        return _package("", named["name"], named["version"])
    manifest = _manifest(archive)
    stated = next((manifest[field] for field in _VERSIONS if manifest.get(field)), "")
    return _package("", stem, stated) or (_package("", stem, None) if manifest else None)


def _manifest(archive: zipfile.ZipFile) -> dict[str, str]:
    """The main section; a line that begins with a space goes on with the one before it."""
    try:
        entry = archive.getinfo(MANIFEST)
    except KeyError:
        return {}
    text = to_text(_content(archive, entry, LARGEST_TEXT)).replace("\r\n", "\n").replace("\r", "\n")
    lines = text.partition("\n\n")[0].replace("\n ", "").split("\n")
    pairs = (line.partition(": ") for line in lines)
    return {name: value.strip() for name, colon, value in pairs if colon}


def _package(group: str, name: str, version: str | None) -> dict[str, Json] | None:
    """None where one of them is no name: a template that was not filled in, as in ${project.version}."""
    if not _NAME.match(name) or not (version is None or _VERSION.match(version)):
        return None
    return package("maven", name, version, namespace=group if _NAME.match(group) else None)


JAVA = Collector(
    name="java",
    version=2,
    kind=Kind.PACKAGES,
    globs=tuple(f"**/*.{suffix}" for suffix in SUFFIXES),
    parse=parse,
    limit=1 << 30,
    root=lambda path: path.rpartition("/")[0],
)
