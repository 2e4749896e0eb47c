"""The manifest of a chiselled Ubuntu root: var/lib/chisel/manifest.wall, JSON lines behind zstd (canonical/chisel, jsonwall).

A line of kind package is a Debian package of which slices were taken, one of kind path is what lies on the disk and of which slices
(PACKAGE_SLICE) it is; final_sha256 is the digest of a file that a slice's script changed after it was unpacked.
"""

import json
from collections.abc import Iterator
from typing import Any, BinaryIO

from drift.collectors.interface import Collector, Unreadable
from drift.collectors.packages.filelist import Listed, digest_of, file_list
from drift.collectors.packages.package import package
from drift.collectors.packages.unpacked import unpacked
from drift.model.canonical import Json
from drift.model.records import Kind

GLOBS = ("var/lib/chisel/manifest.wall",)
LIMIT = 64 << 20
"""Bytes, packed and unpacked."""


def parse(content: BinaryIO, _name: str) -> list[dict[str, Json]]:
    """The packages that slices were taken of, with the digest of the .deb."""
    return [
        package("deb", line["name"], line["version"], architecture=line.get("arch"), digest=_package_digest(line))
        for line in _lines(content, "package", ("name", "version"))
    ]


def parse_files(content: BinaryIO, _name: str) -> dict[str, Json]:
    """What lies on the disk of each package, without directories."""
    paths = _lines(content, "path", ("path",))
    files = [_listed(line) for line in paths if not line["path"].endswith("/") and _text_list(line.get("slices"))]
    return file_list(sorted(files, key=lambda one: one[:2]))


def _listed(line: dict[str, Any]) -> Listed:
    mode, size = str(line.get("mode", "")), line.get("size")
    digest = digest_of("sha256", str(line.get("final_sha256") or line.get("sha256") or ""))
    is_octal = mode.isdecimal() and not set(mode) & {"8", "9"} and len(mode) < 8
    return Listed(
        line["slices"][0].partition("_")[0],
        line["path"].lstrip("/"),
        digest,
        int(mode, 8) & 0o7777 if digest and is_octal else None,
        size if digest and isinstance(size, int) and 0 <= size < 1 << 62 else None,
    )


def _package_digest(line: dict[str, Any]) -> str | None:
    return digest_of("sha256", str(line.get("sha256", ""))) or None


def _lines(content: BinaryIO, kind: str, needed: tuple[str, ...]) -> Iterator[dict[str, Any]]:
    """The lines of a kind, with texts in the fields that are needed."""
    for raw in unpacked(content, "the manifest", LIMIT).splitlines():
        try:
            line = json.loads(raw)
        except (ValueError, RecursionError):
            raise Unreadable("a line that is no JSON: is the file cut off?") from None
        if not isinstance(line, dict):
            raise Unreadable("a line that is no JSON object")
        if line.get("kind") == kind:
            if not all(isinstance(line.get(field), str) and line[field] for field in needed):
                raise Unreadable(f"a {kind} without {' or '.join(needed)}")
            yield line


def _text_list(value: object) -> bool:
    return isinstance(value, list) and bool(value) and all(isinstance(item, str) for item in value)


CHISEL = Collector(name="chisel", version=1, kind=Kind.PACKAGES, globs=GLOBS, parse=parse, limit=LIMIT)

CHISEL_FILES = Collector(name="chisel-files", version=1, kind=None, globs=GLOBS, parse=parse_files, limit=LIMIT)
