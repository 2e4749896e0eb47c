"""An rpm header as a database keeps it: an index of tags, and a store of their values (rpm.org, "RPM V4 Package format", Header)."""

import struct
from enum import IntEnum

from drift.collectors.interface import Unreadable
from drift.model.canonical import to_text

MOST_TAGS = 1 << 16
MOST_DATA = 256 << 20
"""As rpm itself bounds a header (lib/header.c)."""

MOST_VALUES = 1 << 20
"""Of one tag: more files than any package has."""

_PREAMBLE = struct.Struct(">II")
_ENTRY = struct.Struct(">IIII")

_NUMBERS = {1: "B", 2: "B", 3: "H", 4: "I", 5: "Q"}
"""Type char, int8, int16, int32, int64 → letter of struct."""
_TEXTS = frozenset({6, 8, 9})
"""string, string array, translated string."""


class Tag(IntEnum):
    NAME = 1000
    VERSION = 1001
    RELEASE = 1002
    EPOCH = 1003
    LICENCE = 1014
    ARCHITECTURE = 1022
    OLD_FILE_NAMES = 1027
    FILE_SIZES = 1028
    FILE_STATES = 1029
    FILE_MODES = 1030
    FILE_DIGESTS = 1035
    FILE_FLAGS = 1037
    SOURCE_RPM = 1044
    FILE_VERIFY_FLAGS = 1045
    DIRECTORY_INDEXES = 1116
    BASE_NAMES = 1117
    DIRECTORY_NAMES = 1118
    LONG_FILE_SIZES = 5008
    FILE_DIGEST_ALGORITHM = 5011


_TAGS = frozenset(Tag)


class Header:
    """The tags that we read. A value is looked at when it is asked for."""

    def __init__(self, blob: bytes) -> None:
        """Raises Unreadable where the blob is shorter than it says."""
        if len(blob) < _PREAMBLE.size:
            raise Unreadable("a package header is cut off")
        tags, size = _PREAMBLE.unpack_from(blob)
        start = _PREAMBLE.size + tags * _ENTRY.size
        if tags > MOST_TAGS or size > MOST_DATA or start + size > len(blob):
            raise Unreadable("a package header is cut off, or no header")
        self._store = memoryview(blob)[start : start + size]
        entries = _ENTRY.iter_unpack(memoryview(blob)[_PREAMBLE.size : start])
        self._entries = {tag: (kind, offset, count) for tag, kind, offset, count in entries if tag in _TAGS}

    def text(self, tag: Tag) -> str:
        """The first text of a tag; "" where it has none."""
        return next(iter(self._texts(tag, 1)), "")

    def texts(self, tag: Tag) -> list[str]:
        return self._texts(tag, None)

    def numbers(self, tag: Tag) -> tuple[int, ...]:
        """Unsigned; empty where there is none."""
        kind, offset, count = self._entries.get(tag, (0, 0, 0))
        letter = _NUMBERS.get(kind)
        if letter is None:
            return ()
        if count > MOST_VALUES:
            raise Unreadable(f"tag {tag} has {count} values")
        end = offset + count * struct.calcsize(letter)
        if end > len(self._store):
            raise Unreadable(f"tag {tag} ends behind its header")
        return struct.unpack(f">{count}{letter}", self._store[offset:end])

    def _texts(self, tag: Tag, most: int | None) -> list[str]:
        kind, offset, count = self._entries.get(tag, (0, 0, 0))
        if kind not in _TEXTS:
            return []
        wanted = count if most is None else min(count, most)
        if wanted > MOST_VALUES:
            raise Unreadable(f"tag {tag} has {count} values")
        end = len(self._store) if wanted > 1 else self._end_of_text(offset)
        found = bytes(self._store[offset:end]).split(b"\0", wanted)
        if len(found) < wanted:
            raise Unreadable(f"tag {tag} ends behind its header")
        return [to_text(one) for one in found[:wanted]]

    def _end_of_text(self, offset: int) -> int:
        """The first NUL at or after an offset: most texts are short, and the store is long."""
        at = offset
        while at < len(self._store):
            chunk = bytes(self._store[at : at + 256])
            if (nul := chunk.find(b"\0")) >= 0:
                return at + nul
            at += len(chunk)
        return at
