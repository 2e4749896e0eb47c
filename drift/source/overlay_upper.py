"""What lies in an overlay's upper directory is what changed (overlayfs.rst of the kernel).

The container can be at work in it meanwhile, and be hostile: each name is opened in the directory that was opened before it, links are
never followed; a file is first held without being opened (O_PATH), since the opening of a fifo waits and that of a device acts.
"""

import errno
import os
import stat
from collections.abc import Callable, Collection, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import NamedTuple

from drift.model.canonical import to_text
from drift.model.entries import Entry, FileType
from drift.model.protocols import Wanted
from drift.source.disk import DIRECTORY_FLAGS, TYPES, entry_of, hashed
from drift.source.known_files import KnownFiles
from drift.source.not_on_host import NotOnHost
from drift.source.overlay import USER, Upper
from drift.source.tarheader import LONGEST_PATH

HARMLESS = frozenset({"origin", "impure", "nlink", "upper", "uuid", "protattr"})
"""Marks that say nothing of what the container sees. All others but a plain `opaque` (redirect, metacopy, verity, whiteout) make a
directory or file something else than it looks like from here."""
CHANGED = frozenset({errno.ENOENT, errno.ELOOP, errno.ENOTDIR, errno.ESTALE, errno.ENODATA})
"""A name (or a mark) that is another thing by now than when it was listed."""
FUSE = ("user.fuseoverlayfs.", "user.containers.")
"""Marks of fuse-overlayfs."""
_HOLD = os.O_PATH | os.O_NOFOLLOW | os.O_CLOEXEC if hasattr(os, "O_PATH") else 0
_READ = os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC


@dataclass(slots=True)
class Changes:
    alone: dict[str, Entry | None] = field(default_factory=dict)
    """Path → what is there, None for what no archive can hold."""
    removed: set[str] = field(default_factory=set)
    """Whiteouts, and directories that hide what the layers below have in them."""
    unstable: list[str] = field(default_factory=list)


class _Open(NamedTuple):
    """A directory, and the names in it that are still to be looked at."""

    descriptor: int
    path: str
    names: Iterator[bytes]


class _Moved(Exception):
    """It is another thing now than a moment ago."""


def read_changes(
    upper: Upper, wanted: Wanted, known: KnownFiles, hidden: Collection[str], tick: Callable[[], None]
) -> Changes:
    """All in an upper directory but what lies at or below the `hidden` paths. `tick` is called all the time, and may raise.

    Files that are `known` are not read again, and nobody is asked whether they are wanted.

    Raises NotOnHost where something cannot be understood.
    """
    walk = _Walk(upper, wanted, known, frozenset(hidden), tick)
    try:
        walk.read()
    except OSError as error:
        raise NotOnHost(f"its upper directory cannot be read: {error.strerror}") from error
    if os.fstat(upper.descriptor).st_nlink == 0:
        raise NotOnHost("its upper directory was removed while it was read")
    return walk.found


class _Walk:
    def __init__(
        self, upper: Upper, wanted: Wanted, known: KnownFiles, hidden: frozenset[str], tick: Callable[[], None]
    ) -> None:
        self.found = Changes()
        self._upper = upper
        self._wanted = wanted
        self._known = known
        self._hidden = hidden
        self._tick = tick
        self._device = os.fstat(upper.descriptor).st_dev

    def read(self) -> None:
        """Depth first, without recursion: a hostile tree is deeper than a stack."""
        if self._is_opaque(self._upper.descriptor, "/"):
            raise NotOnHost("its upper directory hides the whole image")
        root = os.dup(self._upper.descriptor)
        open_ones = [_Open(root, "", _names(root))]
        try:
            while open_ones:
                above = open_ones[-1]
                name = next(above.names, None)
                if name is None:
                    os.close(open_ones.pop().descriptor)
                    continue
                path = f"{above.path}/{to_text(name)}" if above.path else to_text(name)
                inner = self._look_twice(above.descriptor, name, path)
                if inner is not None:
                    open_ones.append(inner)
        finally:
            for one in open_ones:
                os.close(one.descriptor)

    def _look_twice(self, directory: int, name: bytes, path: str) -> "_Open | None":
        """Keep what a name stands for; return a directory."""
        self._tick()
        if path in self._hidden:
            return None
        if len(os.fsencode(path)) > LONGEST_PATH:
            raise NotOnHost(f"a path in it is longer than {LONGEST_PATH:,} bytes")
        for _attempt in (1, 2):
            try:
                return self._look(directory, name, path)
            except _Moved:
                continue
        self._unstable(directory, name, path)
        return None

    def _look(self, directory: int, name: bytes, path: str) -> "_Open | None":
        with _moving():
            status = os.lstat(name, dir_fd=directory)
        kind = TYPES.get(stat.S_IFMT(status.st_mode))
        if name.startswith(b".wh."):
            raise NotOnHost(f"{path!r} is a whiteout as fuse-overlayfs has them, or looks like one")
        if kind is FileType.DIRECTORY:
            return self._directory(directory, name, path)
        if kind is FileType.CHARACTER and status.st_rdev == 0:
            self.found.removed.add(path)
        elif kind is None:
            self.found.alone[path] = None
        elif kind is FileType.REGULAR:
            self._keep(self._as_before(path, status) or self._regular(directory, name, path))
        elif kind is FileType.SYMLINK:
            with _moving():
                target = to_text(os.readlink(name, dir_fd=directory))
            self._keep(entry_of(path, status)._replace(linkname=target))
        else:
            self._keep(entry_of(path, status))
        return None

    def _directory(self, directory: int, name: bytes, path: str) -> "_Open":
        with _moving():
            descriptor = os.open(name, DIRECTORY_FLAGS, dir_fd=directory)
        try:
            return self._enter(descriptor, path)
        except BaseException:
            os.close(descriptor)
            raise

    def _enter(self, descriptor: int, path: str) -> "_Open":
        status = os.fstat(descriptor)
        if status.st_dev != self._device:
            raise NotOnHost(f"another file system is mounted at {path!r} in it")
        with _moving():
            names = _names(descriptor)
            opaque = self._is_opaque(descriptor, path)
        if opaque:
            self.found.removed.add(path)
        self._keep(entry_of(path, status))
        return _Open(descriptor, path, names)

    def _as_before(self, path: str, status: os.stat_result) -> Entry | None:
        known = self._known.find(path, status) if status.st_dev == self._device else None
        return known and entry_of(path, status)._replace(sha256=known.sha256, capability=known.capability)

    def _regular(self, directory: int, name: bytes, path: str) -> Entry:
        with _moving():
            held = os.open(name, _HOLD, dir_fd=directory)
        try:
            status = os.fstat(held)
            if not stat.S_ISREG(status.st_mode) or status.st_dev != self._device:
                raise _Moved
            descriptor = os.open(f"/proc/self/fd/{held}", _READ)
        finally:
            os.close(held)
        try:
            with _moving():
                self._is_opaque(descriptor, path)
        except BaseException:
            os.close(descriptor)
            raise
        entry = hashed(descriptor, path, self._wanted, self._tick)
        if entry is None:
            raise _Moved
        self._known.keep(status, entry)
        return entry

    def _keep(self, entry: Entry) -> None:
        self.found.alone[entry.path] = self._upper.owners.inside(entry)

    def _unstable(self, directory: int, name: bytes, path: str) -> None:
        """What is known of a file that changes all the time; of anything else nothing."""
        self.found.unstable.append(path)
        try:
            status = os.lstat(name, dir_fd=directory)
        except FileNotFoundError:
            return
        if stat.S_ISREG(status.st_mode):
            self._keep(entry_of(path, status))

    def _is_opaque(self, descriptor: int, path: str) -> bool:
        """Does it hide what lies below it in the image? NotOnHost for any mark that is not known."""
        opaque = False
        for name in os.listxattr(descriptor):
            if name.startswith(FUSE) or (self._upper.guessed and name.startswith(USER)):
                raise NotOnHost(f"{path!r} has the mark {name!r}")
            mark = name.removeprefix(self._upper.marks)
            if (
                mark == name or mark.startswith("overlay.") or mark in HARMLESS
            ):  # trusted.overlay.overlay.* is an inner overlay's
                continue
            if mark != "opaque" or os.getxattr(descriptor, name) != b"y":
                raise NotOnHost(f"{path!r} has the mark {name!r}, which is not understood")
            opaque = True
        return opaque


def _names(directory: int) -> Iterator[bytes]:
    return iter(sorted(os.fsencode(name) for name in os.listdir(directory)))


@contextmanager
def _moving() -> Iterator[None]:
    try:
        yield
    except OSError as error:
        if error.errno in CHANGED:
            raise _Moved from error
        raise
