"""A root file system in a directory: what dir:PATH reads, and an OCI runtime bundle (runtime-spec v1.2, bundle.md).

Nothing is followed: each name is opened in the directory that was opened before it, links and special files are never opened, and
a file that is another than the one listed, or changes while it is read, is read once more and then called unstable.
"""

import errno
import os
import stat
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from drift.errors import MalformedArchive, UnknownReference
from drift.model.canonical import Document, to_text
from drift.model.entries import Entry, FileType
from drift.model.protocols import Wanted
from drift.source.disk import DIRECTORY_FLAGS, FILE_FLAGS, TYPES, entry_of, hashed
from drift.source.json_object import decode_object
from drift.source.tarheader import LONGEST_PATH

LARGEST_SPEC = 16 << 20


@dataclass(frozen=True, slots=True)
class DirectoryReading:
    root: str
    """The directory that was read: of a bundle its rootfs."""
    entries: tuple[Entry, ...]
    """All below the root, each directory before what is in it, names sorted; the root itself is not among them."""
    unstable: tuple[str, ...] = ()
    """Paths that changed or vanished while they were read, twice: without a digest."""
    failed: tuple[tuple[str, str], ...] = ()
    """(path, reason): a directory whose content, or a file whose bytes could not be read, and why."""
    mounted: tuple[str, ...] = ()
    """Directories that hold another file system: listed, not entered."""
    bundle: Document | None = None
    """config.json of an OCI runtime bundle."""


def read_directory(path: str, wanted: Wanted, tick: Callable[[], None] = lambda: None) -> DirectoryReading:
    """UnknownReference where there is no such directory; MalformedArchive for a bundle's config.json that is none.

    `tick` is called before each name and each piece of a file, and may raise.
    """
    try:
        bundle = _bundle(path)
        root = str(Path(path) / "rootfs") if bundle is not None else path
        descriptor = os.open(root, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    except OSError as error:
        raise UnknownReference(f"dir {path!r} cannot be read ({error.strerror})", remedy="check the path") from error
    walk = _Walk(wanted, os.fstat(descriptor).st_dev, tick)
    walk.read(descriptor)
    return DirectoryReading(
        root, tuple(walk.entries), tuple(walk.unstable), tuple(walk.failed), tuple(walk.mounted), bundle
    )


def _bundle(path: str) -> Document | None:
    """A runtime's own description of a container, where it lies beside its rootfs."""
    config, rootfs = Path(path) / "config.json", Path(path) / "rootfs"
    if config.is_symlink() or rootfs.is_symlink() or not config.is_file() or not rootfs.is_dir():
        return None
    where = f"dir {path!r}: config.json"
    if config.stat().st_size > LARGEST_SPEC:
        raise MalformedArchive(f"{where} is longer than {LARGEST_SPEC:,} bytes", remedy="name the rootfs itself")
    spec = decode_object(config.read_bytes(), where)
    return spec.document if spec.text("ociVersion") else None


class _Walk:
    def __init__(self, wanted: Wanted, device: int, tick: Callable[[], None]) -> None:
        self.entries: list[Entry] = []
        self.unstable: list[str] = []
        self.failed: list[tuple[str, str]] = []
        self.mounted: list[str] = []
        self._wanted = wanted
        self._device = device
        self._tick = tick

    def read(self, root: int) -> None:
        """Depth first, without recursion: a hostile tree is deeper than a stack."""
        open_ones = [(root, "", self._names(root, ""))]
        try:
            while open_ones:
                directory, parent, names = open_ones[-1]
                name = next(names, None)
                if name is None:
                    os.close(open_ones.pop()[0])
                    continue
                path = to_text(os.fsencode(name))
                path = f"{parent}/{path}" if parent else path
                inner = self._look(directory, name, path)
                if inner is not None:
                    open_ones.append((inner, path, self._names(inner, path)))
        finally:
            for directory, _, _ in open_ones:
                os.close(directory)

    def _names(self, directory: int, path: str) -> Iterator[str]:
        try:
            return iter(sorted(os.listdir(directory)))
        except OSError as error:
            self._fail(path, error)
            return iter(())

    def _look(self, directory: int, name: str, path: str) -> int | None:
        """Keep one name's entry; of a directory that is to be entered return the descriptor."""
        self._tick()
        if len(os.fsencode(path)) > LONGEST_PATH:
            self.failed.append((path, f"its path is longer than {LONGEST_PATH} bytes"))
            return None
        try:
            status = os.lstat(name, dir_fd=directory)
            match TYPES.get(stat.S_IFMT(status.st_mode)):
                case None:
                    return None
                case FileType.REGULAR:
                    self.entries.append(self._regular(directory, name, path, status))
                case FileType.SYMLINK:
                    target = to_text(os.readlink(os.fsencode(name), dir_fd=directory))
                    self.entries.append(entry_of(path, status)._replace(linkname=target))
                case FileType.DIRECTORY:
                    self.entries.append(entry_of(path, status))
                    return self._enter(directory, name, path, status)
                case _:
                    self.entries.append(entry_of(path, status))
        except FileNotFoundError:  # gone since it was listed
            self.unstable.append(path)
        except OSError as error:
            self._fail(path, error)
        return None

    def _enter(self, directory: int, name: str, path: str, status: os.stat_result) -> int | None:
        if status.st_dev != self._device:
            self.mounted.append(path)
            return None
        return os.open(name, DIRECTORY_FLAGS, dir_fd=directory)

    def _regular(self, directory: int, name: str, path: str, status: os.stat_result) -> Entry:
        try:
            for _attempt in (1, 2):
                if entry := self._read(directory, name, path):
                    return entry
            self.unstable.append(path)
        except OSError as error:
            self._fail(path, error)
        return entry_of(path, status)

    def _read(self, directory: int, name: str, path: str) -> Entry | None:
        """The file with its digest; None where it changed meanwhile, is gone, or is a file no more."""
        try:
            descriptor = os.open(name, FILE_FLAGS, dir_fd=directory)
        except FileNotFoundError:
            return None
        except OSError as error:
            if error.errno == errno.ELOOP:  # a link now
                return None
            raise
        return hashed(descriptor, path, self._wanted, self._tick)

    def _fail(self, path: str, error: OSError) -> None:
        self.failed.append((path, error.strerror or str(error)))
