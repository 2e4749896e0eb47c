"""What a mount has at the paths of some files, or all that it has, over the Engine API: /archive of a mount's destination reads the mount.

So it is asked on every route: all of them say the same. Owners are wrong there on Podman and with user namespaces, contents are not.
"""

from collections.abc import Callable, Collection, Iterator
from functools import partial
from typing import BinaryIO, TypeAlias

from drift.errors import DeadlineExceeded, EngineError, MalformedArchive, Vanished
from drift.model.entries import Entry, FileType
from drift.source.bounded import Bounded
from drift.source.docker import Engine
from drift.source.tarstream import read_entries


class NotCompared(Exception):
    """What a mount has cannot be told; the message says why."""


Choice: TypeAlias = Callable[[Iterator[Entry]], dict[str, Entry]]
"""What to take of an archive."""


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
    return _twice(
        engine, container, destination, most, partial(_found, destination=destination, wanted=frozenset(paths))
    )


def read_whole_mount(engine: Engine, container: str, destination: str, most: int, most_files: int) -> dict[str, Entry]:
    """All that is mounted at a destination, directories left out; a single file where a file is mounted. Else as `read_mount`."""
    return _twice(engine, container, destination, most, partial(_all, destination=destination, most=most_files))


def _twice(engine: Engine, container: str, destination: str, most: int, choose: Choice) -> dict[str, Entry]:
    try:
        return _read(engine, container, destination, most, choose)
    except (Vanished, DeadlineExceeded):
        raise
    except (EngineError, MalformedArchive):  # a file that shrank while it was packed
        return _again(engine, container, destination, most, choose)


def _again(engine: Engine, container: str, destination: str, most: int, choose: Choice) -> dict[str, Entry]:
    try:
        return _read(engine, container, destination, most, choose)
    except (Vanished, DeadlineExceeded):
        raise
    except (EngineError, MalformedArchive) as error:
        raise NotCompared(str(error)) from error


def _read(engine: Engine, container: str, destination: str, most: int, choose: Choice) -> dict[str, Entry]:
    try:
        stream = engine.archive(container, destination)
    except Vanished:
        engine.inspect(container)  # raises Vanished where it is the container that is gone
        raise NotCompared("the engine finds nothing there") from None
    with stream:
        bounded = Bounded(stream, most, partial(NotCompared, f"it holds more than {most:,} bytes"))
        return choose(read_entries(bounded, _Nothing()))


def _found(entries: Iterator[Entry], destination: str, wanted: frozenset[str]) -> dict[str, Entry]:
    """Reads on until all are found, or to the end.

    The directory comes first, by its base name; Podman's of a container that is stopped has no name (measured, 4.3).
    """
    found: dict[str, Entry] = {}
    first = next(entries, None)
    if first is None or first.type is not FileType.DIRECTORY:
        raise NotCompared("the engine's archive does not begin with its directory")
    for path, entry in _below(first, entries, destination):
        if path in wanted:
            found[path] = entry
            if len(found) == len(wanted):
                break
    return found


def _all(entries: Iterator[Entry], destination: str, most: int) -> dict[str, Entry]:
    first = next(entries, None)
    if first is None:
        raise NotCompared("the engine's archive of it is empty")
    if first.type is not FileType.DIRECTORY:
        return {destination: first}
    found: dict[str, Entry] = {}
    for path, entry in _below(first, entries, destination):
        if entry.type is not FileType.DIRECTORY:
            found[path] = entry
        if len(found) > most:
            raise NotCompared(f"it holds more than {most:,} files")
    return found


def _below(first: Entry, entries: Iterator[Entry], destination: str) -> Iterator[tuple[str, Entry]]:
    """Path in the container, and the entry; a hard link as the file that it links to."""
    regular: dict[str, Entry] = {}
    for entry in entries:
        whole = entry
        if entry.type is FileType.REGULAR:
            regular[entry.path] = entry
        elif entry.type is FileType.HARDLINK:
            whole = regular.get(entry.linkname or "", entry)
        yield f"{destination}/{entry.path.removeprefix(first.path).lstrip('/')}", whole
