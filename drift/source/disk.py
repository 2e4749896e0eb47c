"""A file on a disk, from an open descriptor or its status, as an entry."""

import os
import stat
import sys
from collections.abc import Callable

from drift.model.entries import Entry, FileType
from drift.model.protocols import Wanted
from drift.source.capability import inside
from drift.source.tarstream import CHUNK, hash_content

DIRECTORY_FLAGS = os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW | os.O_CLOEXEC
FILE_FLAGS = os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC
TYPES = {
    stat.S_IFREG: FileType.REGULAR,
    stat.S_IFDIR: FileType.DIRECTORY,
    stat.S_IFLNK: FileType.SYMLINK,
    stat.S_IFCHR: FileType.CHARACTER,
    stat.S_IFBLK: FileType.BLOCK,
    stat.S_IFIFO: FileType.FIFO,
}
"""Sockets are left out: no archive of a container can hold one."""


def entry_of(path: str, status: os.stat_result) -> Entry:
    kind = TYPES[stat.S_IFMT(status.st_mode)]
    device = kind in {FileType.CHARACTER, FileType.BLOCK}
    return Entry(
        path,
        kind,
        stat.S_IMODE(status.st_mode),
        status.st_uid,
        status.st_gid,
        status.st_size if kind is FileType.REGULAR else 0,
        status.st_mtime_ns // 1_000_000_000,
        rdev=f"{os.major(status.st_rdev)}:{os.minor(status.st_rdev)}" if device else None,
    )


def hashed(descriptor: int, path: str, wanted: Wanted, tick: Callable[[], None] = lambda: None) -> Entry | None:
    """The file with its digest; None where it is no regular file, or changed meanwhile. Closes the descriptor.

    `tick` is called before each piece is read, and may raise.
    """
    with os.fdopen(descriptor, "rb", buffering=0) as file:
        before = os.fstat(descriptor)
        if not stat.S_ISREG(before.st_mode):
            return None
        entry = entry_of(path, before)._replace(capability=_capability(descriptor))

        def chunk() -> bytes:
            tick()
            return file.read(min(CHUNK, before.st_size - file.tell()))  # no further: a log that grows has no end

        digest, kept = hash_content(entry, chunk, wanted)
        if file.tell() != before.st_size or _version(os.fstat(descriptor)) != _version(before):
            if kept is not None:
                kept.close()
            return None
    if kept is not None:
        with kept.opened() as content:
            wanted.take(path, digest, content)
    return entry._replace(sha256=digest)


def _version(status: os.stat_result) -> tuple[int, int, int]:
    return status.st_size, status.st_mtime_ns, status.st_ctime_ns


def _capability(descriptor: int) -> bytes | None:
    if sys.platform != "linux":
        return None
    try:
        return inside(os.getxattr(descriptor, "security.capability"))
    except OSError:  # it has none, or the file system has no such attributes
        return None
