"""The bytes of a file that someone wants, while it streams by: in memory, or on the disk where they are many."""

from collections.abc import Iterator
from contextlib import contextmanager
from tempfile import SpooledTemporaryFile, gettempdir
from typing import BinaryIO, cast

from drift.errors import OutputError

IN_MEMORY = 8 << 20
"""Bytes. A program of 120 MB would else stand in memory twice while it is parsed."""


class Kept:
    """The start of a file, up to a limit. OutputError where the disk has no room for it."""

    def __init__(self, limit: int) -> None:
        self._left = limit
        self._file = SpooledTemporaryFile(IN_MEMORY)  # noqa: SIM115 - `close` and `opened` close it

    def add(self, piece: bytes | memoryview) -> None:
        if self._left > 0:
            with _translated():
                self._left -= self._file.write(piece[: self._left])

    def close(self) -> None:
        with _translated():
            self._file.close()

    @contextmanager
    def opened(self) -> Iterator[BinaryIO]:
        """At its beginning; closed afterwards."""
        with self._file:
            with _translated():
                self._file.seek(0)  # writes what is still in a buffer
            yield cast("BinaryIO", self._file)


@contextmanager
def _translated() -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise OutputError(
            f"a large file cannot be put aside in {gettempdir()!r}: {error.strerror}",
            remedy="make room, or name another folder with TMPDIR",
        ) from error
