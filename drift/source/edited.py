"""Mounted files that were written to after the container's program began: it may still work with what it read at its start.

Looked at are files that are mounted one by one, and read-only directories; a directory that the container writes to says nothing.
"""

import os
import stat
from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack

from drift.model.canonical import to_bytes, to_text
from drift.source.inside import DIRECTORY, found_inside
from drift.source.mountinfo import Mount

LOCAL = frozenset({"bcachefs", "btrfs", "ext2", "ext3", "ext4", "f2fs", "overlay", "tmpfs", "xfs", "zfs"})
"""File systems that answer at once. Of one behind a network, or of a program, nothing is asked."""
MOST_FILES = 1_000
"""Of one directory and all below it: more than that is data, no configuration."""
MARGIN = 2.0
"""Seconds: the kernel gives the time of the boot in whole ones, and what is written for a start belongs to it."""


def edited(root: int, mounts: Iterable[Mount], began: float, tick: Callable[[], None]) -> Iterator[str]:
    """Paths in the container, with leading slash. `root` is its root directory; `tick` raises where time is over."""
    for mount in mounts:
        if mount.type in LOCAL and mount.root != "/" and mount.point != "/":
            for path, written in _files(root, mount, tick):
                if written > began + MARGIN:
                    yield to_text(path)


def _files(root: int, mount: Mount, tick: Callable[[], None]) -> Iterator[tuple[bytes, float]]:
    """Path and time of the last write. Nothing of what vanishes meanwhile, or holds too many files."""
    point = to_bytes(mount.point)
    with ExitStack() as stack:
        try:
            at, status = found_inside(root, point, stack)
            if stat.S_ISREG(status.st_mode):
                yield point, status.st_mtime
            elif stat.S_ISDIR(status.st_mode) and "ro" in mount.flags:
                top = os.open(point.rpartition(b"/")[2], DIRECTORY, dir_fd=at)
                stack.callback(os.close, top)
                yield from _below(top, point, status.st_dev, tick)
        except OSError:
            return


def _below(top: int, point: bytes, device: int, tick: Callable[[], None]) -> list[tuple[bytes, float]]:
    """Regular files of one file system; none where there are more than MOST_FILES."""
    found = []
    for folder, _, names, at in os.fwalk(b".", dir_fd=top, follow_symlinks=False):
        tick()
        for name in names:
            status = os.stat(name, dir_fd=at, follow_symlinks=False)
            if stat.S_ISREG(status.st_mode) and status.st_dev == device:
                found.append((os.path.normpath(os.path.join(point, folder, name)), status.st_mtime))  # noqa: PTH118 - bytes
        if len(found) > MOST_FILES:
            return []
    return found
