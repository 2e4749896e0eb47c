"""Notes of an ELF file: its build ID, and the instruction set that it needs (gabi "Note Section"; x86-64 psABI, "Program Property")."""

import struct
from collections.abc import Iterator
from typing import Any

from drift.collectors.libraries.layout import PT_NOTE, SHT_NOTE, Layout

_GNU = b"GNU\0"
_BUILD_ID, _PROPERTY = 3, 5
_X86_ISA_NEEDED = 0xC0008002
_LEVELS = ((8, "x86-64-v4"), (4, "x86-64-v3"), (2, "x86-64-v2"))
"""Bit → level, highest first; the bit of the baseline says nothing that the machine does not."""
LARGEST_NOTES = 64 << 10
LONGEST_BUILD_ID = 64
MOST_PLACES = 64


def notes(layout: Layout) -> dict[str, Any]:
    """build_id in hex digits, and isa where it is more than the machine's baseline. What is damaged here stops no loader: it is passed over."""
    found: dict[str, Any] = {}
    for offset, size in _places(layout):
        for kind, description in _notes(layout, layout.beginning(offset, min(size, LARGEST_NOTES))):
            if kind == _BUILD_ID:
                found.setdefault("build_id", description[:LONGEST_BUILD_ID].hex())
            elif kind == _PROPERTY and (level := _level(layout, description)):
                found.setdefault("isa", level)
    return found


def _places(layout: Layout) -> list[tuple[int, int]]:
    """Of segments; of sections in a file that has no segments, such as a kernel module."""
    segments = [(one.offset, one.size) for one in layout.segments if one.type == PT_NOTE]
    if layout.segments:
        return segments[:MOST_PLACES]
    return [(one.offset, one.size) for one in layout.sections if one.type == SHT_NOTE][:MOST_PLACES]


def _notes(layout: Layout, content: bytes) -> Iterator[tuple[int, bytes]]:
    """Type and description of GNU's notes. Names and descriptions are padded to 4 bytes; in a segment of properties to 8, which its sizes are anyway."""
    at = 0
    while at + 12 <= len(content):
        name_size, size, kind = struct.unpack_from(f"{layout.order}III", content, at)
        start = at + 12 + _padded(name_size, 4)
        if content[at + 12 : at + 12 + name_size] == _GNU:
            yield kind, content[start : start + size]
        at = start + _padded(size, 4)


def _level(layout: Layout, properties: bytes) -> str:
    at = 0
    while at + 8 <= len(properties):
        kind, size = struct.unpack_from(f"{layout.order}II", properties, at)
        if kind == _X86_ISA_NEEDED and size == 4 and at + 12 <= len(properties):
            [bits] = struct.unpack_from(f"{layout.order}I", properties, at + 8)
            return next((level for bit, level in _LEVELS if bits & bit), "")
        at += 8 + _padded(size, 8 if layout.wide else 4)
    return ""


def _padded(size: int, to: int) -> int:
    return -(-size // to) * to
