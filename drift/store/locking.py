"""One scan at a time for each (database, engine): a lock that goes with the process that holds it."""

import fcntl
import glob
import hashlib
import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from drift.model.canonical import to_bytes
from drift.store.faults import Translated


@contextmanager
def scan_lock(path: Path, engine_uid: str) -> Iterator[bool]:
    """True while this process alone scans the engine into this store; False at once where another does.

    flock(2) on a file beside the store: the kernel lets go of it when its holder dies, however it dies.
    The file stays: removing it would let two processes hold "the" lock, one on the file that is gone.
    """
    store = path.resolve()
    name = hashlib.sha256(to_bytes(engine_uid)).hexdigest()[:16]
    with Translated(path):
        descriptor = os.open(
            store.with_name(f"{store.name}.{name}.lock"), os.O_CREAT | os.O_RDWR | os.O_CLOEXEC | os.O_NOFOLLOW, 0o600
        )
    try:
        _give_to_owner(descriptor, store)
        yield _try_lock(descriptor)
    finally:
        os.close(descriptor)


def _give_to_owner(descriptor: int, store: Path) -> None:
    """Root may look into the store of a service that runs as somebody else, who takes the same lock. So does SQLite with its files."""
    if os.geteuid() == 0 and store.exists():
        owner = store.stat()
        with suppress(PermissionError):  # root without the capability to give a file away
            os.fchown(descriptor, owner.st_uid, owner.st_gid)


def _try_lock(descriptor: int) -> bool:
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def being_scanned(path: Path) -> bool:
    """Does any process hold a lock of `scan_lock` on this store just now?"""
    store = path.resolve()
    with Translated(path):
        for lock in sorted(store.parent.glob(f"{glob.escape(store.name)}.*.lock")):
            descriptor = os.open(lock, os.O_RDWR | os.O_CLOEXEC | os.O_NOFOLLOW)
            try:
                if not _try_lock(descriptor):
                    return True
            finally:
                os.close(descriptor)
    return False
