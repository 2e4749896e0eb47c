"""Where what lies in an ELF file: header, segments and sections (System V ABI, "Object Files" and "Program Loading"; elf(5)).

Only what is asked for is read, by seeking: of a program of 100 MB that is some kilobytes.
"""

import struct
from functools import cached_property
from typing import BinaryIO, NamedTuple

from drift.collectors.interface import Unreadable

MAGIC = b"\x7fELF"
HEADER_SIZE = 64
MOST_SEGMENTS = 4_096
MOST_SECTIONS = 65_536
LARGEST_TABLE = 16 << 20
"""Bytes of any one thing that is read whole: real ones have some kilobytes, a table of section names at most a few megabytes."""

PT_LOAD, PT_DYNAMIC, PT_INTERP, PT_NOTE = 1, 2, 3, 4
PF_X, PF_W = 1, 2
SHT_NOTE, SHT_NOBITS = 7, 8

MACHINES = {
    3: "i386", 8: "mips", 20: "ppc", 21: "ppc64", 22: "s390x", 40: "arm", 62: "x86_64", 183: "aarch64", 243: "riscv64", 258: "loongarch64",
}  # fmt: skip
"""e_machine → as the kernel names it (uname(1))."""


class Segment(NamedTuple):
    type: int
    offset: int
    address: int
    size: int
    """Bytes in the file."""
    flags: int


class Section(NamedTuple):
    name: int
    """Offset in the table of section names."""
    type: int
    address: int
    offset: int
    size: int
    """Bytes in the file; 0 where the section has none."""


class _Shape(NamedTuple):
    """Structures that differ between 32 and 64 bits."""

    header: str
    segment: str
    section: str
    size: int
    """Of the header."""


_SHAPES = {
    1: _Shape("HHIIIIIHHHHHH", "IIIIIIII", "IIIIIIIIII", 52),
    2: _Shape("HHIQQQIHHHHHH", "IIQQQQQQ", "IIQQQQIIQQ", 64),
}
_ORDERS = {1: "<", 2: ">"}


class Layout:
    """An ELF file that is open. Raises Unreadable for what is damaged, at once or when it is asked for."""

    def __init__(self, content: BinaryIO) -> None:
        self._content = content
        content.seek(0)
        head = content.read(HEADER_SIZE)
        if not head.startswith(MAGIC):
            raise Unreadable("no ELF file")
        width, order = head[4:6] if len(head) > 6 else (0, 0)
        if width not in _SHAPES or order not in _ORDERS:
            raise Unreadable("an ELF file of no known class or byte order")
        self.wide = width == 2
        self.order = _ORDERS[order]
        self._shape = _SHAPES[width]
        header = struct.Struct(self.order + self._shape.header)
        if len(head) < 16 + header.size:
            raise Unreadable("an ELF file that ends in its header: was it cut off?")
        fields = header.unpack_from(head, 16)
        self.type: int = fields[0]
        self._machine: int = fields[1]
        self._segments_at, self._sections_at = fields[4:6]
        self._segment_size, self._segment_count, self._section_size, self._section_count, self._names = fields[8:13]

    @property
    def machine(self) -> str:
        return MACHINES.get(self._machine, f"machine {self._machine}")

    @cached_property
    def segments(self) -> tuple[Segment, ...]:
        if self._segment_count > MOST_SEGMENTS:
            raise Unreadable(f"{self._segment_count:,} segments; no more than {MOST_SEGMENTS:,} are read")
        rows = self._table(self._segments_at, self._shape.segment, self._segment_size, self._segment_count)
        if self.wide:
            return tuple(Segment(row[0], row[2], row[3], row[5], row[1]) for row in rows)
        return tuple(Segment(row[0], row[1], row[2], row[4], row[6]) for row in rows)

    @cached_property
    def sections(self) -> tuple[Section, ...]:
        """Empty where they were stripped, as sstrip(1) does."""
        count = self._section_count if self._sections_at else 0
        rows = self._table(self._sections_at, self._shape.section, self._section_size, count)
        sizes = (0 if row[1] == SHT_NOBITS else row[5] for row in rows)
        return tuple(Section(row[0], row[1], row[3], row[4], size) for row, size in zip(rows, sizes, strict=True))

    def section(self, name: bytes) -> Section | None:
        """The first section of this name."""
        if self._names >= len(self.sections):
            return None
        names = self.sections[self._names]
        table = self.read(names.offset, min(names.size, LARGEST_TABLE))
        return next((one for one in self.sections if table.startswith(name + b"\0", one.name)), None)

    def offset_of(self, address: int) -> int:
        """Where in the file something lies that the program knows by its address in memory."""
        for one in self.segments:
            if one.type == PT_LOAD and one.address <= address < one.address + one.size:
                return one.offset + address - one.address
        raise Unreadable(f"address {address:#x} lies in no segment")

    def read(self, offset: int, size: int) -> bytes:
        """All of these bytes."""
        if size > LARGEST_TABLE:
            raise Unreadable(f"{size:,} bytes in one piece; no more than {LARGEST_TABLE:,} are read")
        found = self.beginning(offset, size)
        if len(found) < size:
            raise Unreadable("an ELF file that ends before what its header names: was it cut off?")
        return found

    def beginning(self, offset: int, size: int) -> bytes:
        """Up to so many bytes: fewer where the file ends."""
        if offset >> 62:
            return b""  # further than any file reaches, and than seek(2) takes
        self._content.seek(offset)
        return self._content.read(size)

    def _table(self, offset: int, form: str, size: int, count: int) -> list[tuple[int, ...]]:
        row = struct.Struct(self.order + form)
        if not count:
            return []
        if size != row.size:
            raise Unreadable(f"a table of rows of {size} bytes instead of {row.size}")
        return list(row.iter_unpack(self.read(offset, size * count)))
