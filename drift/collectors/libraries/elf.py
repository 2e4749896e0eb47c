"""What a program or library asks of its loader and offers to others (System V ABI, "Dynamic Linking"; the GNU additions: LSB, "Symbol Versioning").

All is read as the loader reads it: by the segments and the dynamic section, so that a file without section headers says as much.
"""

import re
import struct
from collections.abc import Iterator
from itertools import takewhile
from typing import Any, BinaryIO

from drift.collectors.interface import Collector, Unreadable
from drift.collectors.libraries.layout import MAGIC, PT_DYNAMIC, PT_INTERP, Layout
from drift.collectors.libraries.notes import notes
from drift.collectors.libraries.versions import defined, required
from drift.model.canonical import to_text
from drift.model.records import Kind

TYPES = {1: "object", 2: "executable", 3: "library", 4: "core"}
"""e_type; a position-independent executable is told from a library by what its dynamic section says."""
PROGRAMS = frozenset({"executable", "pie"})

LONGEST_NAME = 4_096
"""Bytes of a name or a search path (PATH_MAX)."""
LONGEST_NAMES = 1 << 20
"""Bytes of all names of one file together."""
LARGEST_DYNAMIC = 1 << 20

_NULL, _NEEDED, _STRTAB, _SONAME, _RPATH, _DEBUG, _RUNPATH, _FLAGS_1 = 0, 1, 5, 14, 15, 21, 29, 0x6FFFFFFB
_VERDEF, _VERDEFNUM, _VERNEED, _VERNEEDNUM = 0x6FFFFFFC, 0x6FFFFFFD, 0x6FFFFFFE, 0x6FFFFFFF
_PIE, _NODEFLIB = 0x08000000, 0x800

_LOADER = re.compile(r"ld[-.\d]")
"""Begin of the soname of glibc's loader: ld-linux-x86-64.so.2, ld64.so.2, ld.so.1."""
_DIRECTORIES = re.compile(rb"\0((?:/[\w.+/-]{0,250}/\0){1,16})")
LARGEST_LOADER = 4 << 20


def parse(content: BinaryIO, _name: str) -> dict[str, Any]:
    """What there is of: type, machine, bits, order, soname, needed, rpath, runpath, interpreter, static, requires, defines, build_id, isa.

    Of glibc's loader itself also directories: where it looks by default, which each distribution decides when it builds it.
    Raises Unreadable for a file that begins as ELF and is damaged: no loader would take it either.
    """
    layout = Layout(content)
    dynamic = Dynamic(layout)
    interpreter = _interpreter(layout)
    kind = _type(layout, dynamic, interpreter)
    found = {
        "type": kind,
        "machine": layout.machine,
        "bits": 64 if layout.wide else 32,
        "order": "little" if layout.order == "<" else "big",
        "soname": dynamic.name(_SONAME),
        "needed": list(dict.fromkeys(dynamic.names(_NEEDED))),
        "rpath": dynamic.name(_RPATH),
        "runpath": dynamic.name(_RUNPATH),
        "no_default_directories": bool(dynamic.value(_FLAGS_1) & _NODEFLIB),
        "interpreter": interpreter,
        "static": kind in PROGRAMS and not interpreter,
        "directories": _directories(layout) if _LOADER.match(dynamic.name(_SONAME)) else [],
        **dynamic.versions(),
        **notes(layout),
    }
    return {field: value for field, value in found.items() if value or (field == "defines" and value is not None)}


class Dynamic:
    """The dynamic section: tags with values, names among them; empty where a file has none."""

    def __init__(self, layout: Layout) -> None:
        self._layout = layout
        self._left = LONGEST_NAMES
        segment = next((one for one in layout.segments if one.type == PT_DYNAMIC and one.size), None)
        self._entries = list(_entries(layout, segment.offset, segment.size)) if segment else []
        strings = self.value(_STRTAB)
        self._strings = layout.offset_of(strings) if strings else None

    def value(self, tag: int) -> int:
        """0 where there is none."""
        return next((value for one, value in self._entries if one == tag), 0)

    def has(self, tag: int) -> bool:
        return any(one == tag for one, _ in self._entries)

    def names(self, tag: int) -> list[str]:
        return [self.string(value) for one, value in self._entries if one == tag]

    def name(self, tag: int) -> str:
        return next(iter(self.names(tag)), "")

    def versions(self) -> dict[str, Any]:
        """requires: library → versions; defines: versions, None where the file has no table of them (and so offers any)."""
        layout = self._layout
        needs, offers = self.value(_VERNEED), self.value(_VERDEF)
        return {
            "requires": required(layout, layout.offset_of(needs), self.value(_VERNEEDNUM), self.string)
            if needs
            else {},
            "defines": defined(layout, layout.offset_of(offers), self.value(_VERDEFNUM), self.string)
            if offers
            else None,
        }

    def string(self, at: int) -> str:
        if self._strings is None:
            raise Unreadable("names, and no table of names")
        raw, end, _ = self._layout.beginning(self._strings + at, LONGEST_NAME).partition(b"\0")
        self._left -= len(raw)
        if not end or self._left < 0:
            raise Unreadable("names without an end")
        return to_text(raw)


def _entries(layout: Layout, offset: int, size: int) -> Iterator[tuple[int, int]]:
    row = struct.Struct(layout.order + ("QQ" if layout.wide else "II"))
    content = layout.read(offset, min(size, LARGEST_DYNAMIC) // row.size * row.size)
    return takewhile(lambda entry: entry[0] != _NULL, row.iter_unpack(content))


def _interpreter(layout: Layout) -> str:
    segment = next((one for one in layout.segments if one.type == PT_INTERP), None)
    return to_text(layout.read(segment.offset, min(segment.size, LONGEST_NAME)).rstrip(b"\0")) if segment else ""


def _type(layout: Layout, dynamic: Dynamic, interpreter: str) -> str:
    kind = TYPES.get(layout.type, f"type {layout.type}")
    if kind != "library":
        return kind
    program = dynamic.value(_FLAGS_1) & _PIE or (interpreter and not dynamic.has(_SONAME) and dynamic.has(_DEBUG))
    return "pie" if program else kind


def _directories(layout: Layout) -> list[str]:
    """`system_dirs` of glibc's elf/dl-load.c: directories that end in a slash, one behind the other."""
    found = _DIRECTORIES.search(layout.beginning(0, LARGEST_LOADER))
    return [to_text(one).rstrip("/") for one in found[1].split(b"\0") if one] if found else []


ELF = Collector(name="elf", version=1, kind=Kind.LIBRARIES, globs=(), parse=parse, limit=1 << 30, magic=MAGIC)
