"""ELF files as small as a reader needs them: segments, a dynamic section, symbol versions and notes; no code, no section headers."""

import struct
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

MACHINES = {"x86_64": 62, "i386": 3, "aarch64": 183, "s390x": 22, "arm": 40}
PT_LOAD, PT_DYNAMIC, PT_INTERP, PT_NOTE = 1, 2, 3, 4
NEEDED, STRTAB, SONAME, RPATH, RUNPATH, FLAGS_1 = 1, 5, 14, 15, 29, 0x6FFFFFFB
VERDEF, VERDEFNUM, VERNEED, VERNEEDNUM = 0x6FFFFFFC, 0x6FFFFFFD, 0x6FFFFFFE, 0x6FFFFFFF
PIE = 0x08000000
BASE = 0x10000
"""Address of the file's first byte: an address is no offset."""


@dataclass
class Writer:
    """One file in the making."""

    bits: int
    order: str
    names: bytearray = field(default_factory=lambda: bytearray(b"\0"))

    def name(self, text: str) -> int:
        at = len(self.names)
        self.names += text.encode() + b"\0"
        return at

    def entries(self, tags: Sequence[tuple[int, int]]) -> bytes:
        form = self.order + ("QQ" if self.bits == 64 else "II")
        return b"".join(struct.pack(form, *entry) for entry in (*tags, (0, 0)))

    def segment(self, kind: int, offset: int, size: int) -> bytes:
        if self.bits == 64:
            return struct.pack(f"{self.order}IIQQQQQQ", kind, 6, offset, BASE + offset, 0, size, size, 1)
        return struct.pack(f"{self.order}IIIIIIII", kind, offset, BASE + offset, 0, size, size, 6, 1)

    def header(self, kind: int, machine: str, segments: int) -> bytes:
        ident = b"\x7fELF" + bytes([1 if self.bits == 32 else 2, 1 if self.order == "<" else 2, 1]) + bytes(9)
        size, row = (64, 56) if self.bits == 64 else (52, 32)
        form = "HHIQQQIHHHHHH" if self.bits == 64 else "HHIIIIIHHHHHH"
        fields = (kind, MACHINES[machine], 1, 0, size, 0, 0, size, row, segments, 0, 0, 0)
        return ident + struct.pack(self.order + form, *fields)

    def required(self, versions: Mapping[str, Sequence[str]]) -> bytes:
        table = b""
        for number, (library, names) in enumerate(versions.items(), 1):
            size = 16 + 16 * len(names)
            following = size if number < len(versions) else 0
            table += struct.pack(f"{self.order}HHIII", 1, len(names), self.name(library), 16, following)
            for place, name in enumerate(names, 1):
                table += struct.pack(f"{self.order}IHHII", 0, 0, 2, self.name(name), 16 if place < len(names) else 0)
        return table

    def defined(self, versions: Sequence[str], soname: str) -> bytes:
        table = b""
        named = [(1, soname), *((0, name) for name in versions)]
        for number, (flags, name) in enumerate(named, 1):
            following = 28 if number < len(named) else 0
            table += struct.pack(f"{self.order}HHHHIII", 1, flags, number, 1, 0, 20, following)
            table += struct.pack(f"{self.order}II", self.name(name), 0)
        return table

    def note(self, kind: int, description: bytes) -> bytes:
        return struct.pack(f"{self.order}III", 4, len(description), kind) + b"GNU\0" + description


def elf(
    *needed: str,
    soname: str = "",
    rpath: str = "",
    runpath: str = "",
    interpreter: str = "",
    requires: Mapping[str, Sequence[str]] = {},
    defines: Sequence[str] | None = None,
    build_id: bytes = b"",
    properties: bytes = b"",
    machine: str = "x86_64",
    bits: int = 64,
    order: str = "<",
    kind: int = 3,
    flags: int = 0,
    rest: bytes = b"",
) -> bytes:
    """A library, or with an interpreter a program. `rest` is what lies in it beside, where no segment points."""
    writer = Writer(bits, order)
    tags = [(NEEDED, writer.name(name)) for name in needed]
    tags += [(tag, writer.name(text)) for tag, text in ((SONAME, soname), (RPATH, rpath), (RUNPATH, runpath)) if text]
    tags += [(FLAGS_1, flags | (PIE if interpreter else 0))]
    needs = writer.required(requires)
    offers = writer.defined(defines, soname) if defines is not None else b""
    notes = (writer.note(3, build_id) if build_id else b"") + (writer.note(5, properties) if properties else b"")
    pieces = {"interpreter": f"{interpreter}\0".encode() if interpreter else b"", "notes": notes}
    pieces |= {"needs": needs, "offers": offers, "names": bytes(writer.names), "rest": rest}
    count = 2 + bool(interpreter) + bool(notes)
    at = len(writer.header(kind, machine, count)) + count * len(writer.segment(0, 0, 0))
    places = {}
    for name, piece in pieces.items():
        places[name] = at
        at += len(piece)
    tags += [(STRTAB, BASE + places["names"])]
    tags += [(VERNEED, BASE + places["needs"]), (VERNEEDNUM, len(requires))] if needs else []
    tags += [(VERDEF, BASE + places["offers"]), (VERDEFNUM, 1 + len(defines or ()))] if offers else []
    dynamic = writer.entries(tags)
    segments = [writer.segment(PT_LOAD, 0, at + len(dynamic)), writer.segment(PT_DYNAMIC, at, len(dynamic))]
    segments += [writer.segment(PT_INTERP, places["interpreter"], len(pieces["interpreter"]))] if interpreter else []
    segments += [writer.segment(PT_NOTE, places["notes"], len(notes))] if notes else []
    header = writer.header(kind, machine, len(segments))
    return b"".join((header, *segments, *pieces.values(), dynamic))
