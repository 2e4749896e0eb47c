"""Rust programs built with cargo-auditable: their crates as compressed JSON in the section .dep-v0 (cargo-auditable, PARSING.md).

A program without this section, or with a damaged one, is no such file.
"""

import json
import zlib
from typing import Any, BinaryIO

from drift.collectors.interface import Collector, Unreadable
from drift.collectors.libraries.layout import MAGIC, Layout
from drift.collectors.packages.package import package
from drift.model.canonical import Json
from drift.model.facts import Status
from drift.model.records import Kind

SECTION = b".dep-v0"
LARGEST = 8 << 20
"""Bytes of the JSON, as the format's own parser bounds it; 600 crates are 80 KB."""
MOST_CRATES = 20_000
USUAL = "crates.io"
"""Source that is not said, since it is that of nearly all."""


def parse(content: BinaryIO, _name: str) -> list[dict[str, Json]] | None:
    """The crates that were compiled, those of build scripts included; None where the file has no list of them."""
    try:
        layout = Layout(content)
        section = layout.section(SECTION)
        listed = _inflated(layout.read(section.offset, section.size)) if section else None
    except Unreadable:
        return None
    crates = listed.get("packages") if isinstance(listed, dict) else None
    if not isinstance(crates, list):
        return None
    return [_package(crate) for crate in crates[:MOST_CRATES] if _is_crate(crate)]


def _inflated(packed: bytes) -> Any:
    inflater = zlib.decompressobj()
    try:
        text = inflater.decompress(packed, LARGEST)
        return json.loads(text)
    except (zlib.error, ValueError, RecursionError) as error:
        raise Unreadable(f"no list of crates: {error}") from error


def _is_crate(crate: object) -> bool:
    if not isinstance(crate, dict):
        return False
    fields = [crate.get("name"), crate.get("version"), crate.get("source", USUAL)]
    return all(isinstance(field, str) and field.isascii() and field.isprintable() and field.strip() for field in fields)


def _package(crate: dict[str, Any]) -> dict[str, Json]:
    source = crate.get("source", USUAL)
    return package("cargo", crate["name"], crate["version"], source=source if source != USUAL else None)


RUST = Collector(
    name="rust",
    version=1,
    kind=Kind.PACKAGES,
    globs=(),
    parse=parse,
    limit=1 << 30,
    oversize=Status.ABSENT,
    magic=MAGIC,
    root=lambda path: path,
)
