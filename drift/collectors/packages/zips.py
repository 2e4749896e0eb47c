"""Zip archives, opened only where their list of entries has a size that can be held (PKWARE's APPNOTE.TXT, 4.3.12 to 4.3.16)."""

import io
import struct
import zipfile
from typing import BinaryIO

from drift.collectors.interface import Unreadable

LARGEST_LIST = 16 << 20
"""Bytes of the central directory: of a jar with 100,000 classes it has 12 million."""
_END = struct.Struct("<4s4H2LH")
_LOCATOR, _END64 = struct.Struct("<4sLQL"), struct.Struct("<4sQ2H2L4Q")
_END_MARK, _LOCATOR_MARK, _END64_MARK = b"PK\5\6", b"PK\6\7", b"PK\6\6"
_LONGEST_COMMENT = 65_535


def opened(content: BinaryIO) -> zipfile.ZipFile | None:
    """None where it is no zip archive, or a damaged one. Raises Unreadable where the list of its entries is too large."""
    size = _list_size(content)
    if size is None:
        return None
    if size > LARGEST_LIST:
        raise Unreadable(
            f"a zip archive whose list of entries has {size:,} bytes; no more than {LARGEST_LIST:,} are read"
        )
    try:
        return zipfile.ZipFile(content)
    except (zipfile.BadZipFile, NotImplementedError, ValueError, OSError, struct.error, EOFError):
        return None


def _list_size(content: BinaryIO) -> int | None:
    """Bytes of the central directory as the archive's end states it; None where there is no end."""
    length = content.seek(0, io.SEEK_END)
    start = max(0, length - _END.size - _LONGEST_COMMENT)
    content.seek(start)
    tail = content.read()
    at = len(tail) - _END.size
    if not (at >= 0 and tail.startswith(_END_MARK, at) and tail.endswith(b"\0\0")):
        at = tail.rfind(_END_MARK)
    if at < 0 or len(tail) - at < _END.size:
        return None
    size: int = _END.unpack_from(tail, at)[5]
    return max(size, _zip64_size(content, start + at))


def _zip64_size(content: BinaryIO, end: int) -> int:
    """Of an archive with the larger form of its end; 0 where it has none. It stands where the locator says, or right before that."""
    locator = end - _LOCATOR.size
    if locator < 0:
        return 0
    content.seek(locator)
    mark, _, stated, _ = _LOCATOR.unpack(content.read(_LOCATOR.size))
    places = (stated, locator - _END64.size) if mark == _LOCATOR_MARK else ()
    return max((_size_at(content, place) for place in places if 0 <= place <= locator), default=0)


def _size_at(content: BinaryIO, place: int) -> int:
    content.seek(place)
    head = content.read(_END64.size)
    whole = len(head) == _END64.size and head.startswith(_END64_MARK)
    return int(_END64.unpack(head)[8]) if whole else 0
