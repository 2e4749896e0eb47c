"""The bytes of a file that someone wants, while it streams by: in memory, or on the disk where they are many."""

from collections.abc import Iterator
from contextlib import contextmanager
from tempfile import SpooledTemporaryFile
from typing import BinaryIO, cast

IN_MEMORY = 8 << 20
"""Bytes. A program of 120 MB would else stand in memory twice while it is parsed."""


class Kept:
    """The start of a file, up to a limit."""

    def __init__(self, limit: int) -> None:
        self._left = limit
        self._file = SpooledTemporaryFile(IN_MEMORY)  # noqa: SIM115 - `close` and `opened` close it

    def add(self, piece: bytes | memoryview) -> None:
        if self._left > 0:
            self._left -= self._file.write(piece[: self._left])

    def close(self) -> None:
        self._file.close()

    @contextmanager
    def opened(self) -> Iterator[BinaryIO]:
        """At its beginning; closed afterwards."""
        with self._file:
            self._file.seek(0)
            yield cast("BinaryIO", self._file)
