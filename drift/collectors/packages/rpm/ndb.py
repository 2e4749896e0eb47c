"""Packages.db: rpm's own database of slots and blobs, little-endian (rpm, lib/backend/ndb/rpmpkg.c)."""

import struct
from collections.abc import Iterator

from drift.collectors.interface import Unreadable

PAGE, BLOCK = 4096, 16
"""Bytes. Slots stand in the first pages; blobs begin at a multiple of a block."""

_FILE = struct.Struct("<4sIIII12x")
"""Magic, version, generation, number of slot pages, next package index; as long as two slots."""
_SLOT = struct.Struct("<4sIII")
"""Magic, package index (0: free), first block of the blob, number of blocks."""
_BLOB = struct.Struct("<4sIII")
"""Magic, package index, generation, length in bytes; the header follows."""

VERSION = 0


def blobs(content: bytes) -> Iterator[bytes]:
    """The headers in order of their package indexes."""
    if len(content) < _FILE.size:
        raise Unreadable("the database is cut off")
    magic, version, _, slot_pages, _ = _FILE.unpack_from(content)
    end = slot_pages * PAGE
    if magic != b"RpmP" or version != VERSION or end > len(content):
        raise Unreadable("no ndb database of version 0, or cut off")
    slots = [_SLOT.unpack_from(content, at) for at in range(_FILE.size, end, _SLOT.size)]
    used = sorted((index, block) for magic, index, block, _ in slots if magic == b"Slot" and index)
    if len({block for _, block in used}) != len(used):
        raise Unreadable("two packages in one place")
    for index, block in used:
        yield _blob(content, index, block * BLOCK)


def _blob(content: bytes, index: int, start: int) -> bytes:
    if start + _BLOB.size > len(content):
        raise Unreadable(f"package {index} lies behind the end of the database")
    magic, own_index, _, length = _BLOB.unpack_from(content, start)
    begin = start + _BLOB.size
    if magic != b"BlbS" or own_index != index or begin + length > len(content):
        raise Unreadable(f"package {index} is not where its slot says, or cut off")
    return content[begin : begin + length]
