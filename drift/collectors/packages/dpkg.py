"""Debian's package database: var/lib/dpkg/status, and status.d on distroless images (deb-control(5), dpkg(1)).

And what each package put on the disk: var/lib/dpkg/info/NAME.list or NAME:ARCHITECTURE.list (dpkg-query(1), --listfiles).
"""

import base64
import re
import zlib
from collections.abc import Iterator
from typing import Any, BinaryIO

from drift.collectors.interface import Collector, Unreadable
from drift.collectors.packages.package import package
from drift.model.canonical import Json, to_text
from drift.model.records import Kind

STATUS = "status"

ON_DISK = frozenset({"installed", "unpacked", "half-configured", "triggers-awaited", "triggers-pending"})
"""Third word of Status of a package whose files are there. Not config-files (removed, its configuration left), not-installed,
and half-installed: dpkg was stopped while it unpacked, and what is there is neither the old nor the new version."""

_STANZA_END = re.compile(rb"\n[ \t]*\n")
_FIELD = re.compile(
    rb"^(Package|Status|Version|Architecture|Source):[ \t]*([^\n]*?)[ \t\r]*$", re.MULTILINE | re.IGNORECASE
)
_SOURCE = re.compile(r"(\S+)(?:\s+\(([^()]*)\))?\Z")
"""Source: NAME, or NAME (VERSION) where the source's version is another."""

_BESIDE = (
    "md5sums",
    "list",
    "preinst",
    "postinst",
    "prerm",
    "postrm",
    "conffiles",
    "triggers",
    "shlibs",
    "symbols",
    "config",
)


def parse(content: BinaryIO, name: str) -> list[dict[str, Json]] | None:
    """The packages that are on the disk. A file of status.d that is no stanza is not a database: None."""
    stanzas = [dict(_fields(stanza)) for stanza in _STANZA_END.split(content.read()) if stanza.strip()]
    if name != STATUS and not any("package" in stanza for stanza in stanzas):
        return None
    return [_package(stanza) for stanza in stanzas if _is_on_disk(stanza)]


def _fields(stanza: bytes) -> Iterator[tuple[str, str]]:
    for field, value in _FIELD.findall(stanza):
        yield field.decode().lower(), to_text(value)


def _is_on_disk(stanza: dict[str, str]) -> bool:
    if "package" not in stanza:
        raise Unreadable("a stanza without Package: is the file cut off?")
    if "status" not in stanza:
        return True  # distroless images leave it out
    words = stanza["status"].split()
    return len(words) == 3 and words[2] in ON_DISK


def _package(stanza: dict[str, str]) -> dict[str, Json]:
    name = stanza["package"]
    if not name or not stanza.get("version"):
        raise Unreadable(f"package {name!r} has no Version: is the file cut off?")
    source = _SOURCE.match(stanza.get("source", ""))
    return package(
        "deb",
        name,
        stanza["version"],
        architecture=stanza.get("architecture"),
        source=source[1] if source else name,
    )


def parse_list(content: BinaryIO, name: str) -> dict[str, Any]:
    """{"package", "paths"}: the paths compressed, since an image of 430 packages has 60,000 of them (5 MB; 0.6 MB so)."""
    owner = name.removesuffix(".list").partition(":")[0]
    paths = b"\n".join(line.strip(b"/") for line in content.read().split(b"\n") if line.strip(b"/."))
    return {"package": owner, "paths": base64.b64encode(zlib.compress(paths, 6)).decode()}


def listed_paths(fact: dict[str, Any]) -> list[str]:
    """The paths of `parse_list`, without a leading slash."""
    return to_text(zlib.decompress(base64.b64decode(fact["paths"]))).split("\n")


DPKG = Collector(
    name="dpkg",
    version=1,
    kind=Kind.PACKAGES,
    globs=("var/lib/dpkg/status", "var/lib/dpkg/status.d/*"),
    unless=tuple(f"var/lib/dpkg/status.d/*.{suffix}" for suffix in _BESIDE),
    parse=parse,
    limit=64 << 20,
)

DPKG_LIST = Collector(
    name="dpkg-list",
    version=1,
    kind=None,
    globs=("var/lib/dpkg/info/*.list",),
    parse=parse_list,
    limit=16 << 20,
)
