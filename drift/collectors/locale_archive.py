"""The names of the locales in glibc's archive of them: usr/lib/locale/locale-archive (glibc, locale/locarchive.h).

A header of 32-bit numbers in the machine's byte order says where the names stand, one after the other with a NUL behind each.
"""

import struct
from typing import BinaryIO

from drift.collectors.interface import Collector, Unreadable
from drift.model.canonical import Json, to_text
from drift.model.facts import Status

PATH = "usr/lib/locale/locale-archive"
MAGIC = 0xDE020109
MOST = 1 << 20
"""Bytes of names. All locales of glibc take some 10,000."""
_HEADER = "8I"  # magic, serial, namehash offset, used and size, string offset, used and size


def parse(content: BinaryIO, _name: str) -> list[Json]:
    """Sorted, as in "de_DE.utf8". Unreadable where it is no such archive, or cut off before its names."""
    raw = content.read(struct.calcsize(_HEADER))
    for order in "<>":
        if len(raw) == struct.calcsize(_HEADER) and struct.unpack(order + "I", raw[:4])[0] == MAGIC:
            *_, offset, used, _size = struct.unpack(order + _HEADER, raw)
            return [*sorted(_names(content, offset, used))]
    raise Unreadable("no locale archive that is known")


def _names(content: BinaryIO, offset: int, used: int) -> set[str]:
    if used > MOST:
        raise Unreadable(f"a locale archive with more than {MOST:,} bytes of names")
    content.seek(offset)
    names = content.read(used)
    if len(names) < used:
        raise Unreadable("a locale archive that is cut off")
    return {to_text(name) for name in names.split(b"\0") if name}


LOCALE_ARCHIVE = Collector(
    name="locale-archive", version=1, kind=None, globs=(PATH,), parse=parse, limit=4 << 20, oversize=Status.OK
)
