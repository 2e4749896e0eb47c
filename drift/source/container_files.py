"""A container's files over the Engine API: by what /changes names, or by an export of all.

What was measured of the engines (Docker 20.10 and 26.1, Podman 4.3) and shapes this module:
- Podman's /archive says of every file that the container's user owns it, and Docker's with user namespaces gives the IDs of the host: there
  only an export says who owns a file.
- Docker's /changes leaves out an edit that keeps size and mtime; a few paths are read again whatever it says.
- A byte that is not UTF-8 comes as U+FFFD, and that path then is 404: the nearest clean directory is read whole.
- A socket is in /changes and in no tar: its archive is empty.
- /archive reads what is mounted below a directory, too; /export leaves it out.
- /archive of a container that was never started makes its mount points: it is never asked of one.
- A file that shrinks while it is packed breaks the stream off.
"""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import partial
from typing import TypeVar

from drift.errors import DeadlineExceeded, EngineError, MalformedArchive, Vanished
from drift.model.entries import Entry, FileType
from drift.model.observed import Observed
from drift.model.protocols import Baseline, Wanted
from drift.model.snapshot import Route
from drift.source.bounded import Bounded
from drift.source.docker import Engine, PathChange
from drift.source.engine_stream import EngineStream
from drift.source.grouping import Plan, plan
from drift.source.known_files import KnownFiles
from drift.source.refusal import malformed
from drift.source.tarstream import TarStream, read_entries

_T = TypeVar("_T")

ADDED, DELETED = 1, 2
UNDECODABLE = "\ufffd"
SAME_SIZE_AND_TIME = (
    "edits that keep a file's size and mtime, outside the paths that are always read (scan with --verify)"
)
REQUEST_PRICE = {"docker": 20 << 20, "docker-fast": 1 << 20}
"""One request in bytes that an export carries in the same time (some 500 MB/s): 40 ms on Docker 20.10 and 2.5 ms on 26.1, whose
containerd store mounts nothing for it."""
MOUNT_PRICE = 64 << 20
"""What is mounted below a directory that is read whole: nobody says how much it is, and no more than this is read of it."""
SMALL_MOUNTS = frozenset({"etc/hosts", "etc/hostname", "etc/resolv.conf"})
"""Files of the engine's own."""


@dataclass(frozen=True, slots=True)
class ContainerFiles:
    """What is asked for: which container, against what, and what must be read again."""

    engine: Engine
    container: str
    started: bool
    """Was it ever started?"""
    baseline: Baseline
    mounts: Sequence[str]
    """Destinations, without leading slash."""
    reread: Callable[[], Sequence[str]]
    """Paths that are read whatever the engine's list says; a directory with all below it. Asked for by the route that has a list."""
    wanted: Wanted
    known: KnownFiles
    """On the host."""

    @property
    def by_paths(self) -> bool:
        """Can single paths be asked for?"""
        return self.started and self.engine.kind != "podman" and not self.engine.maps_ids


@dataclass(slots=True)
class _Looked:
    whole: dict[str, tuple[Entry, ...]] = field(default_factory=dict)
    alone: dict[str, Entry | None] = field(default_factory=dict)
    unstable: list[str] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class _Listed:
    """/changes, sorted out: what to read whole, what by itself, what is gone."""

    whole: frozenset[str]
    alone: frozenset[str]
    removed: frozenset[str]
    unnamed: frozenset[str]
    """Directories below which something changed that the engine cannot name."""


class _ExportNeeded(Exception):
    """The list cannot be followed path by path."""


class _BrokenOff(Exception):
    """An answer that ended too early, or is no tar: trying again may help."""

    def __init__(self, error: EngineError | MalformedArchive) -> None:
        super().__init__(str(error))
        self.error = error


def read_files(files: ContainerFiles, route: Route | None = None) -> Observed:
    """Read by the route asked for, where the engine has it; else by the cheaper one.

    Raises EngineError (Vanished where the container is gone, DeadlineExceeded), MalformedArchive.
    """
    try:
        if route is not Route.EXPORT:
            if not files.started and not _changes(files):
                return Observed(Route.API)
            if files.by_paths:
                return _by_paths(files, forced=route is Route.API)
    except _ExportNeeded:
        return _export(files)
    except _BrokenOff as broken:
        raise broken.error from broken
    return _export(files)


def _export(files: ContainerFiles) -> Observed:
    """All at once; path by path where a restless file breaks that off."""

    def exported() -> tuple[Entry, ...]:
        with _breakable(), files.engine.export(files.container) as stream:
            return tuple(read_entries(stream, files.wanted, name=f"the export of {files.container[:12]}"))

    try:
        return Observed(Route.EXPORT, whole={"": _twice(exported)})
    except _BrokenOff as broken:
        if not files.by_paths:
            raise broken.error from broken
        try:
            return _by_paths(files, forced=True)
        except (_ExportNeeded, _BrokenOff):
            raise broken.error from broken


def _by_paths(files: ContainerFiles, *, forced: bool) -> Observed:
    listed = _sorted_out(_changes(files), files)
    asked = _plan(listed, files)
    if not forced and asked.cost >= _request_price(files.engine) + files.baseline.size_below(""):
        raise _ExportNeeded
    looked = _look(asked, listed, files)
    unstable = tuple(sorted(looked.unstable))
    return Observed(Route.API, looked.whole, looked.alone, listed.removed, unstable, (SAME_SIZE_AND_TIME,))


def _changes(files: ContainerFiles) -> Sequence[PathChange]:
    try:
        return files.engine.changes(files.container) or ()
    except (Vanished, DeadlineExceeded):
        raise
    except EngineError as refused:  # Podman cannot list them where a file took a directory's place
        raise _ExportNeeded from refused


def _sorted_out(changes: Sequence[PathChange], files: ContainerFiles) -> _Listed:
    whole: set[str] = set()
    alone: set[str] = set()
    removed: set[str] = set()
    unnamed: set[str] = set()
    for change in changes:
        path = change.path
        if not path or _at_or_below(path, files.mounts):
            continue
        if UNDECODABLE in path:
            unnamed.add(_clean_ancestor(path))
        elif change.kind == DELETED:
            removed.add(path)
        elif change.kind == ADDED and not _mounts_below(path, files):
            whole.add(path)
        else:
            alone.add(path)
    return _Listed(frozenset(whole), frozenset(alone), frozenset(removed), frozenset(unnamed))


def _again(files: ContainerFiles) -> set[str]:
    return {path for path in files.reread() if files.baseline.entry(path) and not _at_or_below(path, files.mounts)}


def _blind(listed: _Listed, files: ContainerFiles) -> set[str]:
    """Directories that must be read whole since no list says what differs there."""
    return {*listed.unnamed, *(path for path in _again(files) if _is_directory(files.baseline.entry(path)))}


def _plan(listed: _Listed, files: ContainerFiles) -> Plan:
    return plan(
        _topmost(listed.whole | _blind(listed, files)),
        listed.alone | _again(files),
        files.baseline,
        request=_request_price(files.engine),
        price=lambda path: MOUNT_PRICE * len(_mounts_below(path, files)),
    )


def _look(asked: Plan, listed: _Listed, files: ContainerFiles) -> _Looked:
    looked = _Looked()
    for group in asked.groups:
        if not group.whole:
            _look_alone(group.path, looked, files)
            continue
        try:
            looked.whole[group.path] = _twice(partial(_all_below, group.path, files))
        except _BrokenOff:
            below = {path for path in listed.whole | listed.alone if _at_or_below(path, (group.path,))}
            for path in sorted({group.path, *below}):
                _look_alone(path, looked, files)
            looked.unstable += [path for path in _blind(listed, files) if _at_or_below(path, (group.path,))]
    return looked


def _look_alone(path: str, looked: _Looked, files: ContainerFiles) -> None:
    try:
        looked.alone[path] = _twice(partial(_first, path, files))
    except _BrokenOff:
        looked.alone[path] = _first(path, files, content=False)
        looked.unstable.append(path)


def _all_below(path: str, files: ContainerFiles) -> tuple[Entry, ...]:
    """All at and below a path; nothing where there is no such path."""
    mounts = _mounts_below(path, files)
    most = files.baseline.size_below(path) + MOUNT_PRICE * len(mounts) if mounts else float("inf")
    with _archive(path, files) as stream:
        if stream is None:
            return ()
        entries = read_entries(Bounded(stream, most, _ExportNeeded), files.wanted, prefix=path.rpartition("/")[0])
        return tuple(entry for entry in entries if _at_or_below(entry.path, (path,)))


def _first(path: str, files: ContainerFiles, *, content: bool = True) -> Entry | None:
    """What stands at a path, None where that is nothing, or a socket; without its content a file has no digest."""
    prefix = path.rpartition("/")[0]
    with _archive(path, files) as stream:
        if stream is None:
            return None
        if not content:
            return _at(path, next(iter(TarStream(stream, prefix=prefix)), None))
        entries = read_entries(stream, files.wanted, prefix=prefix)
        found = next(entries, None)
        if found is not None and found.type is not FileType.DIRECTORY and next(entries, None) is not None:
            raise malformed(f"the archive of /{path} holds more than that")
        return _at(path, found)


def _at(path: str, entry: Entry | None) -> Entry | None:
    return entry if entry is not None and entry.path == path else None


@contextmanager
def _archive(path: str, files: ContainerFiles) -> Iterator[EngineStream | None]:
    """A tar of a path and all below it, None where there is no such path."""
    try:
        stream = files.engine.archive(files.container, path)
    except Vanished:
        files.engine.inspect(files.container)  # raises Vanished where it is the container that is gone
        yield None
        return
    except DeadlineExceeded:
        raise
    except EngineError as refused:
        raise _ExportNeeded from refused
    with stream, _breakable():
        yield stream


@contextmanager
def _breakable() -> Iterator[None]:
    try:
        yield
    except (Vanished, DeadlineExceeded):
        raise
    except (EngineError, MalformedArchive) as error:
        raise _BrokenOff(error) from error


def _twice(read: Callable[[], _T]) -> _T:
    try:
        return read()
    except _BrokenOff:
        return read()


def _clean_ancestor(path: str) -> str:
    parent = path[: path.index(UNDECODABLE)].rpartition("/")[0]
    if not parent:
        raise _ExportNeeded
    return parent


def _mounts_below(path: str, files: ContainerFiles) -> list[str]:
    """Those of unknown size."""
    return [mount for mount in files.mounts if mount not in SMALL_MOUNTS and _at_or_below(mount, (path,))]


def _is_directory(entry: Entry | None) -> bool:
    return entry is not None and entry.type is FileType.DIRECTORY


def _at_or_below(path: str, roots: Sequence[str]) -> bool:
    return any(path == root or path.startswith(f"{root}/") for root in roots)


def _topmost(paths: frozenset[str] | set[str]) -> list[str]:
    kept: list[str] = []
    for path in sorted(paths, key=lambda one: one.split("/")):
        if not kept or not _at_or_below(path, kept[-1:]):
            kept.append(path)
    return kept


def _request_price(engine: Engine) -> int:
    return REQUEST_PRICE["docker-fast" if engine.info.get("Driver") == "overlayfs" else "docker"]
