"""What a mount has at the paths of some files, over the Engine API: /archive of a mount's destination reads the mount.

So it is asked on every route: all of them say the same. Owners are wrong there on Podman and with user namespaces, contents are not.
"""

from collections.abc import Collection, Iterator
from functools import partial
from typing import BinaryIO

from drift.errors import DeadlineExceeded, EngineError, MalformedArchive, Vanished
from drift.model.entries import Entry, FileType
from drift.source.bounded import Bounded
from drift.source.docker import Engine
from drift.source.tarstream import read_entries


class NotCompared(Exception):
    """What a mount has cannot be told; the message says why."""


class _Nothing:
    """Wants no content: digests are enough."""

    def limit(self, _path: str, _size: int, _head: bytes) -> int:
        return 0

    def take(self, path: str, sha256: bytes, content: BinaryIO) -> None:
        """Never called."""


def read_mount(engine: Engine, container: str, destination: str, paths: Collection[str], most: int) -> dict[str, Entry]:
    """Those of the paths (below the destination, without leading slash) that are there; `most` is in bytes of all that is mounted.

    Not to be asked of a container that was never started. Raises NotCompared, Vanished, DeadlineExceeded.
    """
    wanted = frozenset(paths)
    try:
        return _read(engine, container, destination, wanted, most)
    except (Vanished, DeadlineExceeded):
        raise
    except (EngineError, MalformedArchive):  # a file that shrank while it was packed
        return _again(engine, container, destination, wanted, most)


def _again(engine: Engine, container: str, destination: str, wanted: frozenset[str], most: int) -> dict[str, Entry]:
    try:
        return _read(engine, container, destination, wanted, most)
    except (Vanished, DeadlineExceeded):
        raise
    except (EngineError, MalformedArchive) as error:
        raise NotCompared(str(error)) from error


def _read(engine: Engine, container: str, destination: str, wanted: frozenset[str], most: int) -> dict[str, Entry]:
    try:
        stream = engine.archive(container, destination)
    except Vanished:
        engine.inspect(container)  # raises Vanished where it is the container that is gone
        raise NotCompared("the engine finds nothing there") from None
    with stream:
        bounded = Bounded(stream, most, partial(NotCompared, f"it holds more than {most:,} bytes"))
        return _found(read_entries(bounded, _Nothing()), destination, wanted)


def _found(entries: Iterator[Entry], destination: str, wanted: frozenset[str]) -> dict[str, Entry]:
    """Reads on until all are found, or to the end. A hard link is the file that it links to.

    The directory comes first, by its base name; Podman's of a container that is stopped has no name (measured, 4.3).
    """
    regular: dict[str, Entry] = {}
    found: dict[str, Entry] = {}
    first = next(entries, None)
    if first is None or first.type is not FileType.DIRECTORY:
        raise NotCompared("the engine's archive does not begin with its directory")
    for entry in entries:
        whole = entry
        if entry.type is FileType.REGULAR:
            regular[entry.path] = entry
        elif entry.type is FileType.HARDLINK:
            whole = regular.get(entry.linkname or "", entry)
        path = f"{destination}/{entry.path.removeprefix(first.path).lstrip('/')}"
        if path in wanted:
            found[path] = whole
            if len(found) == len(wanted):
                break
    return found
