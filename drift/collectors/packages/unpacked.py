"""A database that lies behind gzip or zstd, whole and plain, bounded whatever it was made to unpack to."""

from typing import BinaryIO

from drift.collectors.interface import Unreadable
from drift.errors import MalformedArchive
from drift.source.compression import decompressed

_CHUNK = 1 << 20


def unpacked(content: BinaryIO, name: str, limit: int) -> bytes:
    """The plain bytes. Raises Unreadable for damaged data and for more than `limit` bytes."""
    stream = decompressed(content, name)
    found = bytearray()
    try:
        while chunk := stream.read(_CHUNK):
            found += chunk
            if len(found) > limit:
                raise Unreadable(f"{name} is more than {limit} bytes when unpacked")
    except MalformedArchive as error:
        raise Unreadable(str(error)) from None
    return bytes(found)
