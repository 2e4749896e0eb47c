"""Symbol versions that a file requires of each library, and defines itself (LSB Core, "Symbol Versioning": Verneed, Verdef)."""

import struct
from collections.abc import Callable

from drift.collectors.interface import Unreadable
from drift.collectors.libraries.layout import Layout

MOST = 16_384
"""Rows of one table; glibc has 50."""
_BASE, _WEAK = 1, 2
"""Flags: the file itself rather than a version; may be missing."""

Names = Callable[[int], str]
"""Offset in the table of names → name."""


def required(layout: Layout, offset: int, count: int, name: Names) -> dict[str, list[str]]:
    """Library → versions that must be defined in it."""
    found: dict[str, list[str]] = {}
    rows = Rows(layout)
    for at, (_, parts, library, first, _) in rows.chain(offset, "HHIII", count):
        versions = [
            name(version)
            for _, (_, flags, _, version, _) in rows.chain(at + first, "IHHII", parts)
            if not flags & _WEAK
        ]
        if versions:
            found.setdefault(name(library), []).extend(versions)
    return {library: sorted(set(versions)) for library, versions in found.items()}


def defined(layout: Layout, offset: int, count: int, name: Names) -> list[str]:
    rows = Rows(layout)
    found = set()
    for at, (_, flags, _, parts, _, first, _) in rows.chain(offset, "HHHHIII", count):
        if parts and not flags & _BASE:
            [(_, (version, _))] = rows.chain(at + first, "II", 1)
            found.add(name(version))
    return sorted(found)


class Rows:
    """Rows that each say how far the next one is; of all tables of a file no more than MOST are read."""

    def __init__(self, layout: Layout) -> None:
        self._layout = layout
        self._left = MOST

    def chain(self, offset: int, form: str, count: int) -> list[tuple[int, tuple[int, ...]]]:
        """Offset and fields of `count` rows, fewer where one says that it is the last."""
        row = struct.Struct(self._layout.order + form)
        found = []
        for _ in range(count):
            self._left -= 1
            if self._left < 0:
                raise Unreadable(f"more than {MOST:,} symbol versions")
            fields = row.unpack(self._layout.read(offset, row.size))
            found.append((offset, fields))
            if not fields[-1]:
                break
            offset += fields[-1]
        return found
