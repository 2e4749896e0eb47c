"""Files that were hashed before, known again by their status as git's index knows them (gitformat-index(5), racy-git)."""

import os
from collections.abc import Mapping
from typing import NamedTuple

from drift.model.entries import Entry
from drift.model.secret_names import secret_path

SETTLED = 60_000_000_000
"""Nanoseconds that a file must have been left alone before it was read. A change within the clock's tick of the reading shows in no time;
one through a memory map shows when the kernel has written the page back, 35 s later (dirty_expire_centisecs, dirty_writeback_centisecs)."""


class HashedFile(NamedTuple):
    inode: int
    size: int
    mtime_ns: int
    ctime_ns: int
    """Nobody can set it: of a file that was changed and got its old mtime back it is another."""
    sha256: bytes
    capability: bytes | None


class KnownFiles:
    """Of one container: what was known before this reading, and what is after it."""

    def __init__(self, before: Mapping[str, HashedFile], now_ns: int) -> None:
        self._before = before
        self._now_ns = now_ns
        self._seen: dict[str, HashedFile] = {}

    def find(self, path: str, status: os.stat_result) -> HashedFile | None:
        """The file with this status, where it was hashed before."""
        known = self._before.get(path)
        if known is None or known[:4] != _stamp(status):
            return None
        self._seen[path] = known
        return known

    def keep(self, status: os.stat_result, entry: Entry) -> None:
        """A file that was hashed after it had this status. Of a secret no plain digest is kept."""
        if secret_path(entry.path):
            return
        if entry.sha256 is not None and self._now_ns - status.st_ctime_ns > SETTLED:
            self._seen[entry.path] = HashedFile(*_stamp(status), entry.sha256, entry.capability)

    def news(self) -> dict[str, HashedFile]:
        """What was not known like this before."""
        return {path: one for path, one in self._seen.items() if self._before.get(path) != one}

    def gone(self) -> set[str]:
        """What is not known any more."""
        return self._before.keys() - self._seen.keys()


def _stamp(status: os.stat_result) -> tuple[int, int, int, int]:
    return status.st_ino, status.st_size, status.st_mtime_ns, status.st_ctime_ns
