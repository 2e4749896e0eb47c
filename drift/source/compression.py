"""gzip and zstd streams as plain ones, told by their first bytes (RFC 1952, RFC 8878); bounded in memory, not in size."""

import sys
import zlib
from collections.abc import Callable
from typing import Protocol

from drift.errors import MalformedArchive
from drift.source.refusal import malformed
from drift.source.tarstream import Readable

if sys.version_info >= (3, 14):
    from compression import zstd
else:
    from backports import zstd

PACKED_CHUNK = 1 << 16
"""Bytes of input at a time: small, since each of many tiny gzip members copies what follows it."""

_GZIP = b"\x1f\x8b\x08"
_ZSTD = b"\x28\xb5\x2f\xfd"
_ZSTD_SKIPPABLE = b"\x2a\x4d\x18"  # after one byte 0x50 … 0x5f


class Decoder(Protocol):
    """One gzip member or zstd frame, with the interface of `zstd.ZstdDecompressor`."""

    @property
    def eof(self) -> bool: ...
    @property
    def needs_input(self) -> bool: ...
    @property
    def unused_data(self) -> bytes: ...
    def decompress(self, data: bytes, max_length: int) -> bytes: ...


class Gunzip:
    """`zlib.decompressobj` with that interface; it verifies CRC-32 and length of the member."""

    def __init__(self) -> None:
        self._inflate = zlib.decompressobj(wbits=16 + zlib.MAX_WBITS)

    @property
    def eof(self) -> bool:
        return self._inflate.eof

    @property
    def needs_input(self) -> bool:
        return not self._inflate.unconsumed_tail

    @property
    def unused_data(self) -> bytes:
        return self._inflate.unused_data

    def decompress(self, data: bytes, max_length: int) -> bytes:
        return self._inflate.decompress(self._inflate.unconsumed_tail + data, max_length)


class Decompressed:
    """Members or frames, one after another, as one stream."""

    def __init__(self, stream: Readable, decoder: Callable[[], Decoder], name: str) -> None:
        self._stream = stream
        self._new = decoder
        self._name = name
        self._decoder = decoder()

    def read(self, size: int, /) -> bytes:
        """Raises MalformedArchive where the data is damaged or cut short, or wants more than 128 MiB of memory (zstd --long)."""
        try:
            return self._read(size)
        except (zlib.error, zstd.ZstdError) as error:
            raise self._malformed(f"cannot be decompressed ({error})") from None

    def _read(self, size: int) -> bytes:
        while True:
            if self._decoder.eof:
                data = self._decoder.unused_data or self._stream.read(PACKED_CHUNK)
                if not data or self._is_padding(data):
                    return b""
                self._decoder = self._new()
            elif self._decoder.needs_input:
                data = self._stream.read(PACKED_CHUNK)
                if not data:
                    return self._last(size)
            else:
                data = b""
            if plain := self._decoder.decompress(data, size):
                return plain

    def _last(self, size: int) -> bytes:
        """What the decoder still holds when there is no more input: in whole data nothing without having come to its end."""
        plain = self._decoder.decompress(b"", size)
        if not plain and not self._decoder.eof:
            raise self._malformed("ends in the middle of compressed data: it was cut short")
        return plain

    def _is_padding(self, data: bytes) -> bool:
        """Zeros up to the end, as some writers fill a last block; gzip(1) passes over them, too."""
        if data[0]:
            return False
        while data:
            if data.strip(b"\0"):
                raise self._malformed("has something else after its compressed data")
            data = self._stream.read(PACKED_CHUNK)
        return True

    def _malformed(self, what: str) -> MalformedArchive:
        return malformed(f"{self._name} {what}")


class Peeked:
    """A stream whose first bytes were looked at, and are still to be read."""

    def __init__(self, stream: Readable, length: int = 4) -> None:
        self._stream = stream
        self.head = b""
        while len(self.head) < length and (more := stream.read(length - len(self.head))):
            self.head += more
        self._kept = self.head

    def read(self, size: int, /) -> bytes:
        kept, self._kept = self._kept[:size], self._kept[size:]
        return kept + self._stream.read(size - len(kept)) if len(kept) < size else kept

    @property
    def decoder(self) -> Callable[[], Decoder] | None:
        """What decompresses it; None where it is plain."""
        if self.head.startswith(_GZIP):
            return Gunzip
        if self.head.startswith(_ZSTD) or (self.head[1:4] == _ZSTD_SKIPPABLE and self.head[0] >> 4 == 5):
            return zstd.ZstdDecompressor
        return None


def decompressed(stream: Readable, name: str) -> Readable:
    """The stream without its compression, if it has one."""
    peeked = Peeked(stream)
    return Decompressed(peeked, peeked.decoder, name) if peeked.decoder else peeked
