"""The lines of a bundle, bounded: decompressed piece by piece, digested, told apart."""

import hashlib
import sys
from collections.abc import Iterator
from typing import Any

import msgspec

from drift.errors import BundleError, MalformedArchive
from drift.source.compression import Decompressed, Peeked
from drift.source.refusal import shown
from drift.source.tarstream import Readable
from drift.store.bundle.rows import NAME, ROWS, VERSION, Footer, Header, section_line

if sys.version_info >= (3, 14):
    from compression import zstd
else:
    from backports import zstd

LONGEST_LINE = 1 << 24
"""Bytes. A record set of a million records has 8 MB."""
MOST_BYTES = 1 << 34
"""Of text. A store of 1,000 containers and 100 images has some 2 GB: more is a bomb, or wants several bundles."""

_MAGIC = b"\x28\xb5\x2f\xfd"  # of a zstd frame (RFC 8878)
_CHUNK = 1 << 18
_FETCH = "fetch it again from where it was made"
_OTHER = "name a file that `drift export` made"


def broken(what: str, remedy: str = _FETCH) -> BundleError:
    return BundleError(shown(f"the bundle {what}"), remedy=remedy)


class Lines:
    """Read in order: `header`, each section's `rows`, `footer`. BundleError where something else comes."""

    def __init__(self, stream: Readable) -> None:
        self._lines = _lines(stream)
        self._last = b""
        self._digest = hashlib.sha256()
        self._counts: dict[str, int] = {}

    def header(self) -> None:
        header = _decoded(Header, self._line(), "is none of container-drift", _OTHER)
        if header.format != NAME:
            raise broken("is none of container-drift", _OTHER)
        if header.version != VERSION:
            raise broken(
                f"has format {header.version}, this version of drift knows {VERSION}", "upgrade container-drift"
            )
        self._line()

    def rows(self, section: str) -> Iterator[Any]:
        """Of the type that ROWS has for it."""
        if self._last != section_line(section)[:-1]:
            raise broken(f"has no section {section!r} where it should stand")
        decode = msgspec.json.Decoder(ROWS[section]).decode
        count = 0
        while (line := self._line()).startswith(b"["):
            try:
                row = decode(line)
            except (ValueError, RecursionError) as error:
                raise broken(f"has a wrong row {count} in {section!r} ({error})") from None
            count += 1
            yield row
        self._counts[section] = count

    def footer(self) -> None:
        """Checks that all was there and is what was written."""
        footer = _decoded(Footer, self._last, "does not end as it should", _FETCH)
        if footer.sha256 != self._digest.hexdigest():
            raise broken("was changed: its content does not have the digest that it names")
        if footer.rows != self._counts:
            raise broken("does not have as many rows as it says")
        if next(self._lines, None) is not None:
            raise broken("has something behind its end")

    def _line(self) -> bytes:
        """The next one. The one before it is digested only now: the footer's digest is of all that stands before it."""
        line = next(self._lines, None)
        if line is None:
            raise broken("ends too early: it was cut short")
        if self._last:
            self._digest.update(self._last + b"\n")
        self._last = line
        return line


def _decoded(kind: type[Any], line: bytes, otherwise: str, remedy: str) -> Any:
    try:
        return msgspec.json.decode(line, type=kind)
    except (ValueError, RecursionError):
        raise broken(otherwise, remedy) from None


def _lines(stream: Readable) -> Iterator[bytes]:
    """Without their ends."""
    begun: list[bytes] = []
    for chunk in _chunks(stream):
        head, *others = chunk.split(b"\n")
        begun.append(head)
        if sum(map(len, begun)) > LONGEST_LINE:
            raise broken(f"has a line of more than {LONGEST_LINE} bytes", _OTHER)
        if others:
            yield b"".join(begun)
            yield from others[:-1]
            begun = [others[-1]]
    if any(begun):
        raise broken("ends in the middle of a line: it was cut short")


def _chunks(stream: Readable) -> Iterator[bytes]:
    peeked = Peeked(stream)
    if peeked.head != _MAGIC:
        raise broken("is none of container-drift", _OTHER)
    plain = Decompressed(peeked, zstd.ZstdDecompressor, "the bundle")
    total = 0
    while True:
        try:
            chunk = plain.read(_CHUNK)
        except MalformedArchive as error:
            raise BundleError(error.what, remedy=_FETCH) from error
        if not chunk:
            return
        total += len(chunk)
        if total > MOST_BYTES:
            raise broken(f"has more than {MOST_BYTES} bytes of text", _OTHER)
        yield chunk
