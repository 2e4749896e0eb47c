"""What the volumes of a container have in the place of its image's files."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice

from drift.collectors.interface import Unreadable
from drift.collectors.mounts import Mount, of_container
from drift.joins.mounts import Held, files_below
from drift.joins.snapshot import Container
from drift.model.canonical import Document
from drift.model.entries import Entry, FileType
from drift.model.protocols import Baseline
from drift.source.container_files import MOUNT_PRICE
from drift.source.docker import Engine
from drift.source.mount_files import NotCompared, read_mount

MOST_FILES = 1_000
"""Of the image below one volume: beyond that a volume is data, and each scan would read it."""


@dataclass(frozen=True, slots=True)
class Volumes:
    held: Held
    notes: tuple[str, ...]
    """Why a volume was not looked into: a sentence each."""


def look_into(engine: Engine, said: Container, image_config: Document, tree: Baseline, *, started: bool) -> Volumes:
    """One request for each volume over files of the image. Raises Vanished, DeadlineExceeded."""
    held: dict[str, dict[str, Entry]] = {}
    notes = []
    for mount, paths in _over_files(said, image_config, tree):
        try:
            held[mount.destination] = _held(engine, said, mount, paths, tree, started=started)
        except NotCompared as reason:
            notes.append(
                f"the volume at {mount.destination} was not compared with the image's files that it hides: {reason}"
            )
    return Volumes(held, tuple(notes))


def _over_files(said: Container, image_config: Document, tree: Baseline) -> Iterator[tuple[Mount, list[str]]]:
    """Volumes at a directory of the image, with the files of the image below it, one more than may be."""
    try:
        mounts = of_container(said.inspect, image_config, said.engine)
    except Unreadable:
        return  # the mounts section has failed, with the reason
    for mount in mounts:
        at = tree.entry(mount.path) if mount.type == "volume" else None
        if at is not None and at.type is FileType.DIRECTORY:
            paths = list(islice(files_below(tree, mount.path), MOST_FILES + 1))
            if paths:
                yield mount, paths


def _held(
    engine: Engine, said: Container, mount: Mount, paths: list[str], tree: Baseline, *, started: bool
) -> dict[str, Entry]:
    if not started:
        raise NotCompared("the container was never started")
    if len(paths) > MOST_FILES:
        raise NotCompared(f"they are more than {MOST_FILES:,}")
    most = tree.size_below(mount.path) + MOUNT_PRICE
    return read_mount(engine, str(said.inspect["Id"]), mount.path, paths, most)
