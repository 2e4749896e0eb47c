"""A stream of which no more is read than was foreseen."""

from collections.abc import Callable

from drift.source.tarstream import Readable


class Bounded:
    def __init__(self, stream: Readable, most: float, exceeded: Callable[[], Exception]) -> None:
        """`exceeded` makes what is raised where the stream has more than `most` bytes."""
        self._stream = stream
        self._left = most
        self._exceeded = exceeded

    def read(self, size: int, /) -> bytes:
        data = self._stream.read(size)
        self._left -= len(data)
        if self._left < 0:
            raise self._exceeded()
        return data
