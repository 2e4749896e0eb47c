"""glibc's cache of libraries, /etc/ld.so.cache: what ldconfig found (glibc, sysdeps/generic/dl-cache.h).

The loader itself never reads ld.so.conf: a library that was put into one of its directories is found after the next ldconfig only.
"""

import struct
from collections.abc import Iterator
from typing import BinaryIO

from drift.collectors.interface import Collector, Unreadable
from drift.model.canonical import to_text

MAGIC = b"glibc-ld.so.cache1.1"
_OLD_MAGIC = b"ld.so-1.7.0\0"
"""Until glibc 2.32 the format of libc5 stands before the other."""
_HEADER, _ENTRY, _OLD_HEADER, _OLD_ENTRY = 48, 24, 16, 12
LONGEST_PATH = 4_096
MOST_ENTRIES = 65_536
LONGEST_TEXTS = 16 << 20
"""Bytes of all names and paths: entries may all point to one place."""


def parse(content: BinaryIO, _name: str) -> dict[str, list[str]]:
    """Name of a library → its files in the order in which the loader tries them.

    Files for one sort of processor (glibc-hwcaps) stand last: which of them is taken is for the processor to say.
    """
    cache = _without_old_part(content.read())
    if not cache.startswith(MAGIC):
        raise Unreadable("no loader cache of glibc: is it cut off?")
    files: dict[str, dict[str, None]] = {}
    for name, path, _ in sorted(_entries(cache), key=lambda entry: bool(entry[2])):
        files.setdefault(name, {})[path] = None
    return {name: list(paths) for name, paths in files.items()}


def _without_old_part(content: bytes) -> bytes:
    if not content.startswith(_OLD_MAGIC):
        return content
    for order in "<>":
        [count] = struct.unpack_from(f"{order}I", content.ljust(_OLD_HEADER, b"\0"), len(_OLD_MAGIC))
        rest = content[-(-(_OLD_HEADER + count * _OLD_ENTRY) // 8) * 8 :]
        if rest.startswith(MAGIC):
            return rest
    raise Unreadable("a loader cache of libc5 alone")


def _entries(cache: bytes) -> Iterator[tuple[str, str, int]]:
    """Name, path, and what the processor must have for it."""
    order, count = _size(cache)
    left = LONGEST_TEXTS
    rows = memoryview(cache)[_HEADER : _HEADER + count * _ENTRY]
    for _, name_at, path_at, _, hardware in struct.iter_unpack(f"{order}iIIIQ", rows):
        name, path = _text(cache, name_at), _text(cache, path_at)
        left -= len(name) + len(path)
        if left < 0:
            raise Unreadable("a loader cache whose names are made to fill the memory")
        yield name, path, hardware


def _size(cache: bytes) -> tuple[str, int]:
    """Byte order and number of entries: that order in which the entries fit into the file."""
    for order in "<>":
        [count] = struct.unpack_from(f"{order}I", cache.ljust(_HEADER, b"\0"), len(MAGIC))
        if count <= MOST_ENTRIES and _HEADER + count * _ENTRY <= len(cache):
            return order, count
    raise Unreadable("a loader cache that ends before its entries do: is it cut off?")


def _text(cache: bytes, at: int) -> str:
    end = cache.find(b"\0", at, at + LONGEST_PATH)
    if end < 0:
        raise Unreadable("a name without an end in the loader cache")
    return to_text(cache[at:end])


LD_SO_CACHE = Collector(
    name="ld-so-cache", version=1, kind=None, globs=("etc/ld.so.cache",), parse=parse, limit=16 << 20
)
