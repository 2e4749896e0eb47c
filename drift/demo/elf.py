"""What a program needs to start: loader, libraries, machine (System V ABI, "Object Files" and "Dynamic Linking"; elf(5))."""

import struct
from collections.abc import Iterator
from typing import NamedTuple

MAGIC = b"\x7fELF"
_PT_LOAD, _PT_DYNAMIC, _PT_INTERP = 1, 2, 3
_DT_NEEDED, _DT_STRTAB, _DT_RPATH, _DT_RUNPATH = 1, 5, 15, 29
_MACHINES = {3: "386", 21: "ppc64le", 22: "s390x", 40: "arm", 62: "amd64", 183: "arm64", 243: "riscv64"}
"""e_machine → architecture as images name it."""


class Elf(NamedTuple):
    architecture: str
    interpreter: str
    """Path of the loader, "" for a static program or a library."""
    needed: tuple[str, ...]
    """Names of libraries (DT_NEEDED), in order."""
    runpath: tuple[str, ...]
    """Directories in which it looks first; may hold $ORIGIN."""


class _Segment(NamedTuple):
    type: int
    offset: int
    address: int
    size: int


class _Shape(NamedTuple):
    """Structures that differ between 32 and 64 bits, and between byte orders."""

    order: str
    header: str
    segment: str
    entry: str
    wide: bool


def read_elf(content: bytes) -> Elf | None:
    """None where it is no ELF file. ValueError where it is a damaged one."""
    if not content.startswith(MAGIC):
        return None
    try:
        return _read(content)
    except (struct.error, OverflowError, UnicodeDecodeError) as error:
        raise ValueError(f"not an ELF file that can be read: {error}") from error


def _read(content: bytes) -> Elf:
    shape = _shape(content)
    machine, table, size, count = _header(content, shape)
    segments = [_segment(content, table + index * size, shape) for index in range(count)]
    interpreter = next((_bytes_of(content, one) for one in segments if one.type == _PT_INTERP), b"")
    entries = [entry for one in segments if one.type == _PT_DYNAMIC for entry in _dynamic(content, one, shape)]
    names = next((_offset_of(value, segments) for tag, value in entries if tag == _DT_STRTAB), 0)
    paths = [_name(content, names + value) for tag, value in entries if tag in (_DT_RPATH, _DT_RUNPATH)]
    return Elf(
        architecture=_MACHINES.get(machine, f"machine {machine}"),
        interpreter=interpreter.rstrip(b"\0").decode(),
        needed=tuple(_name(content, names + value) for tag, value in entries if tag == _DT_NEEDED),
        runpath=tuple(part for path in paths for part in path.split(":") if part),
    )


def _shape(content: bytes) -> _Shape:
    order = "<" if content[5:6] == b"\1" else ">"
    if content[4:5] == b"\2":
        return _Shape(order, f"{order}HHIQQQIHHH", f"{order}IIQQQQ", f"{order}qQ", wide=True)
    return _Shape(order, f"{order}HHIIIIIHHH", f"{order}IIIII", f"{order}iI", wide=False)


def _header(content: bytes, shape: _Shape) -> tuple[int, int, int, int]:
    """e_machine, e_phoff, e_phentsize, e_phnum."""
    _, machine, _, _, table, _, _, _, size, count = struct.unpack_from(shape.header, content, 16)
    return machine, table, size, count


def _segment(content: bytes, at: int, shape: _Shape) -> _Segment:
    fields = struct.unpack_from(shape.segment, content, at)
    if shape.wide:
        kind, _, offset, address, _, size = fields
    else:
        kind, offset, address, _, size = fields
    return _Segment(kind, offset, address, size)


def _dynamic(content: bytes, segment: _Segment, shape: _Shape) -> Iterator[tuple[int, int]]:
    size = struct.calcsize(shape.entry)
    for at in range(segment.offset, segment.offset + segment.size, size):
        tag, value = struct.unpack_from(shape.entry, content, at)
        if tag == 0:
            return
        yield tag, value


def _offset_of(address: int, segments: list[_Segment]) -> int:
    """Where in the file something lies that the program knows by its address in memory."""
    for one in segments:
        if one.type == _PT_LOAD and one.address <= address < one.address + one.size:
            return one.offset + address - one.address
    return address


def _bytes_of(content: bytes, segment: _Segment) -> bytes:
    return content[segment.offset : segment.offset + segment.size]


def _name(content: bytes, at: int) -> str:
    return content[at : content.index(b"\0", at)].decode()
