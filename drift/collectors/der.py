"""DER, as much of it as an X.509 certificate takes: definite lengths, tags of one byte (ITU-T X.690, sections 8 and 10)."""

from collections.abc import Iterator
from typing import NamedTuple

from drift.collectors.interface import Unreadable

SEQUENCE, SET, INTEGER, OBJECT_IDENTIFIER = 0x30, 0x31, 0x02, 0x06
MOST_LENGTH_BYTES = 4


class Element(NamedTuple):
    tag: int
    content: memoryview
    whole: memoryview
    """With its tag and length."""


def element(data: memoryview) -> Element:
    """The first element of some bytes. Unreadable where they hold none."""
    if len(data) < 2:
        raise Unreadable("DER ends in the middle of an element")
    tag, length, start = data[0], data[1], 2
    if tag & 0x1F == 0x1F:
        raise Unreadable("DER has a tag of several bytes")
    if length & 0x80:
        count = length & 0x7F
        start += count
        if not 1 <= count <= MOST_LENGTH_BYTES or len(data) < start:
            raise Unreadable("DER has a length that is none")
        length = int.from_bytes(data[2:start], "big")
    if len(data) < start + length:
        raise Unreadable("DER ends in the middle of an element")
    return Element(tag, data[start : start + length], data[: start + length])


def elements(data: memoryview) -> Iterator[Element]:
    while data:
        found = element(data)
        yield found
        data = data[len(found.whole) :]


def expected(found: Element, tag: int) -> Element:
    """The element, if it has this tag."""
    if found.tag != tag:
        raise Unreadable(f"DER has tag {found.tag:#04x} where {tag:#04x} should be")
    return found


def object_identifier(content: memoryview) -> str:
    """As in "2.5.4.3" (X.690, 8.19)."""
    arcs, value = [], 0
    for byte in content[:64]:
        value = value << 7 | byte & 0x7F
        if not byte & 0x80:
            arcs.append(value)
            value = 0
    if not arcs:
        raise Unreadable("DER has an object identifier without arcs")
    first = min(arcs[0] // 40, 2)
    return ".".join(map(str, (first, arcs[0] - first * 40, *arcs[1:])))
