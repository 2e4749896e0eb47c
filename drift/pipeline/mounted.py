"""The mounts that the policy names, read file by file at each scan."""

from collections.abc import Collection, Iterable, Iterator

from drift.collectors.interface import Unreadable
from drift.collectors.mounts import Mount, of_container
from drift.joins.mounted import mounted_files
from drift.joins.snapshot import Container
from drift.model.changes import Change
from drift.model.coverage import collector_failed
from drift.model.entries import Entry
from drift.model.records import Kind
from drift.model.redaction import Redactor
from drift.model.snapshot import Section, Snapshot
from drift.policy.paths import below
from drift.source.docker import Engine
from drift.source.mount_files import NotCompared, read_whole_mount

MOST_BYTES = 256 << 20
"""Of one mount: it comes whole through the engine at each scan."""
MOST_FILES = 10_000
"""Of all such mounts of a container."""
_KEPT = ("bind", "volume")
"""Types of mounts that outlive a container: a tmpfs holds what the program itself wrote."""


def mounted(
    engine: Engine, said: Container, paths: Collection[str], redactor: Redactor, *, started: bool
) -> Section | None:
    """None where the policy names no mount. Raises Vanished, DeadlineExceeded."""
    if not paths:
        return None
    found: dict[str, Entry] = {}
    try:
        for mount in _named(of_container(said.inspect, {}, said.engine), paths):
            found |= _read(engine, said, mount, MOST_FILES - len(found), started=started)
    except (Unreadable, NotCompared) as error:
        return Section.failed(str(error))
    return mounted_files(found, redactor)


def not_read(snapshot: Snapshot, paths: Collection[str]) -> Iterator[Change]:
    """That a container has such a mount and was scanned before the policy named it."""
    section = snapshot.sections.get(Kind.MOUNTS)
    if Kind.MOUNTED in snapshot.sections or section is None or section.set is None:
        return
    known = (Mount(one.key, one.value["type"], one.value["source"], one.value["rw"]) for one in section.set.records)
    for mount in _named(known, paths):
        reason = f"{mount.destination} was not read: the scan is older than [mounts] hash; scan again"
        yield collector_failed(Kind.MOUNTED, reason)
        return


def _named(mounts: Iterable[Mount], paths: Collection[str]) -> Iterator[Mount]:
    """At one of the paths, or below it."""
    for mount in mounts:
        if mount.type in _KEPT and any(below(mount.path, path) for path in paths):
            yield mount


def _read(engine: Engine, said: Container, mount: Mount, most_files: int, *, started: bool) -> dict[str, Entry]:
    if not started:
        raise NotCompared(f"the mount at {mount.destination} was not read: the container was never started")
    try:
        return read_whole_mount(engine, str(said.inspect["Id"]), mount.path, MOST_BYTES, most_files)
    except NotCompared as reason:
        raise NotCompared(f"the mount at {mount.destination} was not read: {reason}") from reason
