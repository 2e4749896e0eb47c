"""Packages: a hash of Berkeley DB, in the byte order of the machine that made it (db-5.3, src/dbinc/db_page.h).

Pages of equal size. On a hash page an item's offset stands in the array behind the page's header, items lie from the end of the page
towards it, keys and values in turn. A value that does not fit lies in a chain of overflow pages.
"""

import struct
from collections.abc import Iterator
from itertools import pairwise
from typing import NamedTuple

from drift.collectors.interface import Unreadable

MAGIC = 0x061561
MAGIC_OFFSET, PAGE_SIZE_OFFSET, ENCRYPTION_OFFSET = 12, 20, 24
SMALLEST_PAGE, LARGEST_PAGE = 512, 65536

HASH_PAGES = frozenset({2, 13})
"""P_HASH_UNSORTED, P_HASH."""
OVERFLOW_PAGE = 7
PAGE_HEADER = 26
"""Bytes: log sequence number, own number, previous, next, number of items, offset of the last one, level, type."""

IN_PAGE, OFF_PAGE = 1, 3
"""First byte of an item: H_KEYDATA, H_OFFPAGE."""
OFF_PAGE_SIZE = 12

COUNTER = b"\0\0\0\0"
"""Key of the record that counts the packages."""


class _Pages(NamedTuple):
    content: bytes
    size: int
    order: str
    """"<" or ">"."""

    def start(self, number: int) -> int:
        """Of a page, which must be whole."""
        start = number * self.size
        if start + self.size > len(self.content):
            raise Unreadable(f"page {number} lies behind the end of the database")
        return start

    def unpack(self, layout: str, offset: int) -> tuple[int, ...]:
        return struct.unpack_from(f"{self.order}{layout}", self.content, offset)


def blobs(content: bytes) -> Iterator[bytes]:
    """The headers in order of their pages."""
    pages = _opened(content)
    for start in range(pages.size, len(content) - pages.size + 1, pages.size):
        if content[start + PAGE_HEADER - 1] in HASH_PAGES:
            yield from _values(pages, start)


def _opened(content: bytes) -> _Pages:
    if len(content) < SMALLEST_PAGE:
        raise Unreadable("the database is cut off")
    for order in "<>":
        pages = _Pages(content, 0, order)
        if pages.unpack("I", MAGIC_OFFSET)[0] == MAGIC:
            size = pages.unpack("I", PAGE_SIZE_OFFSET)[0]
            if not SMALLEST_PAGE <= size <= LARGEST_PAGE or size & (size - 1) or content[ENCRYPTION_OFFSET]:
                raise Unreadable("a page size that Berkeley DB does not have, or encrypted")
            return pages._replace(size=size)
    raise Unreadable("no hash of Berkeley DB")


def _values(pages: _Pages, start: int) -> Iterator[bytes]:
    """Of one hash page, but the counter's."""
    count = pages.unpack("H", start + 20)[0]
    if PAGE_HEADER + 2 * count > pages.size or count % 2:
        raise Unreadable("a hash page with more items than it has room for")
    offsets = [pages.size, *pages.unpack(f"{count}H", start + PAGE_HEADER)]
    items = [(first, before) for before, first in pairwise(offsets)]
    if any(not PAGE_HEADER <= first < before <= pages.size for first, before in items):
        raise Unreadable("an item that lies outside of its page")
    for key, value in zip(items[::2], items[1::2], strict=True):
        if pages.content[start + key[0] + 1 : start + key[1]] != COUNTER:
            yield _value(pages, start + value[0], start + value[1])


def _value(pages: _Pages, first: int, end: int) -> bytes:
    kind = pages.content[first]
    if kind == IN_PAGE:
        return pages.content[first + 1 : end]
    if kind != OFF_PAGE or end - first < OFF_PAGE_SIZE:
        raise Unreadable(f"a value of kind {kind}, which rpm does not write")
    number, length = pages.unpack("II", first + 4)
    return _overflow(pages, number, length)


def _overflow(pages: _Pages, number: int, length: int) -> bytes:
    """A value of `length` bytes from the chain of pages that begins with this one."""
    if length > len(pages.content):
        raise Unreadable("a value that is longer than the database")
    found = bytearray()
    passed = {0}
    while len(found) < length:
        start = pages.start(number)
        if number in passed or pages.content[start + PAGE_HEADER - 1] != OVERFLOW_PAGE:
            raise Unreadable("a chain of overflow pages that leads elsewhere")
        passed.add(number)
        number, _, used = pages.unpack("IHH", start + 16)
        if not 0 < used <= pages.size - PAGE_HEADER:
            raise Unreadable("an overflow page that is empty, or fuller than it can be")
        found += pages.content[start + PAGE_HEADER : start + PAGE_HEADER + used]
    return bytes(found[:length])
