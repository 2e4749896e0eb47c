"""Alpine's package database: lib/apk/db/installed, from apk-tools 3 on maybe usr/lib/apk/db/installed (apk-package(5)).

Stanzas of one-letter fields. P, V, A, o and L describe a package; F begins a directory and R a file in it, M and a give owner and
mode of these, Z the checksum of the file: Q1 and base64 of a SHA-1, Q2 of a SHA-256, in apk-tools 1 an MD5 in hexadecimal digits.
"""

import base64
import re
from collections.abc import Iterator
from typing import BinaryIO

from drift.collectors.interface import Collector, Unreadable
from drift.collectors.packages.filelist import CONFIG, Listed, digest_of, file_list
from drift.collectors.packages.package import package
from drift.model.canonical import Json, to_text
from drift.model.records import Kind

GLOBS = ("lib/apk/db/installed", "usr/lib/apk/db/installed")

DESCRIBING = frozenset("PVAoL")
CHECKSUMS = {"Q1": "sha1", "Q2": "sha256"}
PROTECTED = "etc/"
"""apk keeps what was edited there, and puts the package's own file beside it as NAME.apk-new (apk-protected_paths(5))."""
FILE_MODE = 0o644
"""Where a is left out."""

_STANZA_END = re.compile(r"\n\s*\n")


def parse(content: BinaryIO, _name: str) -> list[dict[str, Json]]:
    """The installed packages."""
    return [
        package(
            "apk",
            fields["P"],
            fields["V"],
            architecture=fields.get("A"),
            source=fields.get("o"),
            licence=fields.get("L"),
        )
        for fields in map(_described, _stanzas(content))
    ]


def parse_files(content: BinaryIO, _name: str) -> dict[str, Json]:
    """What each package put on the disk, without directories."""
    return file_list(one for stanza in _stanzas(content) for one in _files(stanza))


def _stanzas(content: BinaryIO) -> Iterator[str]:
    yield from (stanza for stanza in _STANZA_END.split(to_text(content.read())) if stanza.strip())


def _fields(stanza: str) -> Iterator[tuple[str, str]]:
    for line in stanza.split("\n"):
        field, colon, value = line.partition(":")
        if colon:
            yield field, value.strip()


def _described(stanza: str) -> dict[str, str]:
    found = {field: value for field, value in _fields(stanza) if field in DESCRIBING and value}
    if not {"P", "V"} <= found.keys():
        raise Unreadable(f"package {found.get('P', '')[:100]!r} has no P: or no V: line, is the file cut off?")
    return found


def _files(stanza: str) -> Iterator[Listed]:
    name = _described(stanza)["P"]
    directory, waiting = "", None
    for field, value in _fields(stanza):
        if field in "FR" and waiting:
            yield waiting
            waiting = None
        if field == "F":
            directory = f"{value}/" if value else ""
        elif field == "R":
            path = directory + value
            marks = CONFIG if path.startswith(PROTECTED) else ""
            waiting = Listed(name, path, mode=FILE_MODE, marks=marks)
        elif field == "a" and waiting:
            waiting = waiting._replace(mode=_mode(value))
        elif field == "Z" and waiting:
            waiting = waiting._replace(digest=_checksum(value))
    if waiting:
        yield waiting


def _mode(value: str) -> int:
    """Of uid:gid:mode."""
    words = value.split(":")
    if len(words) < 3 or not re.fullmatch("[0-7]{1,7}", words[2]):
        raise Unreadable(f"{value[:100]!r} is not uid:gid:mode")
    return int(words[2], 8) & 0o7777


def _checksum(value: str) -> str:
    algorithm = CHECKSUMS.get(value[:2])
    if algorithm is None:
        return digest_of("md5", value)
    try:
        return digest_of(algorithm, base64.b64decode(value[2:], validate=True).hex())
    except ValueError:
        return ""


APK = Collector(name="apk", version=1, kind=Kind.PACKAGES, globs=GLOBS, parse=parse, limit=64 << 20)

APK_FILES = Collector(name="apk-files", version=1, kind=None, globs=GLOBS, parse=parse_files, limit=64 << 20)
