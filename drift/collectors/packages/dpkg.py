"""Debian's package database: var/lib/dpkg/status, and status.d on distroless images (deb-control(5), dpkg(1))."""

import re
from collections.abc import Iterator
from typing import BinaryIO

from drift.collectors.interface import Collector, Unreadable
from drift.collectors.packages.package import package
from drift.model.canonical import Json, to_text
from drift.model.records import Kind

STATUS = "status"

INSTALLED, HALF_INSTALLED, HOLD = "installed", "half-installed", "hold"
ON_DISK = frozenset({INSTALLED, "unpacked", "half-configured", HALF_INSTALLED, "triggers-awaited", "triggers-pending"})
"""Third word of Status of a package of which files are there: not config-files (removed, its configuration left) and not-installed.
Of a half-installed one they are partly those of the version before; without a version none of them are there yet."""

_STANZA_END = re.compile(rb"\n[ \t]*\n")
_FIELD = re.compile(
    rb"^(Package|Status|Version|Architecture|Source|License):[ \t]*([^\n]*?)[ \t\r]*$", re.MULTILINE | re.IGNORECASE
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
    if len(words) != 3 or words[2] not in ON_DISK:
        return False
    return words[2] != HALF_INSTALLED or bool(stanza.get("version"))


def _package(stanza: dict[str, str]) -> dict[str, Json]:
    name = stanza["package"]
    if not name or not stanza.get("version"):
        raise Unreadable(f"package {name!r} has no Version: is the file cut off?")
    source = _SOURCE.match(stanza.get("source", ""))
    found = package(
        "deb",
        name,
        stanza["version"],
        architecture=stanza.get("architecture"),
        source=source[1] if source else name,
        licence=stanza.get("license") or None,
    )
    state = _state(stanza.get("status", "").split())
    return found | {"state": state} if state else found


def _state(status: list[str]) -> str | None:
    """What is not as usual: not wholly installed, or held at its version; None for the third word alone."""
    if not status or (status[2] == INSTALLED and status[0] != HOLD):
        return None
    return status[2] if status[2] != INSTALLED else HOLD


DPKG = Collector(
    name="dpkg",
    version=2,
    kind=Kind.PACKAGES,
    globs=("var/lib/dpkg/status", "var/lib/dpkg/status.d/*"),
    unless=tuple(f"var/lib/dpkg/status.d/*.{suffix}" for suffix in _BESIDE),
    parse=parse,
    limit=64 << 20,
)
