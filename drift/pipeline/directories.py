"""A directory that stands for a container: a root file system, or an OCI runtime bundle, with the image it was made from."""

import time
from collections.abc import Iterable
from functools import partial
from pathlib import Path

from drift.collectors import identity
from drift.collectors.reading import FactIndex, Reading, lasting
from drift.errors import UnknownReference
from drift.joins.localisation import localised
from drift.joins.made_again import made_again
from drift.joins.snapshot import OF_FILES, Files, assemble, bundle_sections, directory_snapshot, file_sections
from drift.joins.started import Started
from drift.model.canonical import sha256, to_bytes
from drift.model.protocols import Facts
from drift.model.records import Kind
from drift.model.references import Scheme, parse_reference
from drift.model.settings import Target
from drift.model.snapshot import Coverage, EngineIdentity, Route, Section, Snapshot
from drift.pipeline.containers import Read
from drift.pipeline.images import Images, KnownImage
from drift.pipeline.session import Session
from drift.source.directory import DirectoryReading, read_directory
from drift.source.patience import Patience
from drift.tree.delta import delta_between, lay
from drift.tree.fold import fold

STATE = "directory"


def directory_name(reference: str) -> str:
    """What a directory is called where a container has its name: its own, or that of the bundle whose rootfs it is."""
    path = Path(absolute(reference))
    return path.parent.name if path.name == "rootfs" else path.name


def directory_engine(reference: str) -> EngineIdentity:
    """Each directory is a place of its own: its scan says nothing of others."""
    path = absolute(reference)
    return EngineIdentity(sha256(b"directory", to_bytes(path)).hex()[:32], f"dir:{path}", "directory", "")


def read_target(session: Session, target: Target, image: KnownImage | None) -> Read:
    """Raises UnknownReference, MalformedArchive, DeadlineExceeded. What could not be read in it makes the sections fail that it belongs to."""
    path = absolute(target.reference)
    reading = Reading(session.redactor, session.store.facts)
    patience = Patience(0, time.monotonic() + session.settings.deadline.total_seconds())
    directory = read_directory(path, reading, partial(patience.check, f"dir {path!r}"))
    found = reading.facts()
    session.store.facts.add(lasting(found))
    facts = FactIndex(found, session.store.facts)
    if image:
        snapshot, made = _against(session, directory, image, facts)
    else:
        snapshot, made = (
            directory_snapshot(directory.entries, fold([directory.entries]), facts, session.redactor, directory.bundle),
            0,
        )
    if directory.failed:
        snapshot = _failed(snapshot, directory.failed)
    return Read(
        engine=directory_engine(target.reference),
        uid=path,
        name=directory_name(target.reference),
        image_reference=target.image,
        state=STATE,
        created="",
        snapshot=snapshot,
        coverage=Coverage(
            route=Route.DIRECTORY,
            collectors=reading.versions(),
            not_looked_for=tuple(f"what is mounted at /{mounted}" for mounted in directory.mounted),
            unstable=tuple(f"/{one}" for one in directory.unstable),
            engine_made=made,
        ),
        image=image,
        documents={},
    )


def target_image(images: Images, target: Target) -> KnownImage | None:
    """The image that a target names, indexed if need be; None where it names none."""
    if not target.image:
        return None
    try:
        reference = parse_reference(target.image)
    except ValueError as error:
        raise UnknownReference(str(error)) from error
    return images.of_reference(reference)


def _against(session: Session, directory: DirectoryReading, image: KnownImage, facts: Facts) -> tuple[Snapshot, int]:
    tree = image.tree()
    unseen = [*(path for path, _ in directory.failed), *directory.mounted]
    delta = delta_between(tree, directory.entries, unseen)
    of_image = Started.of(image.stored.image.config).env or {}
    files = Files(tree, delta, lay(tree, delta), facts, image.snapshot.sections, of_image)
    explained = made_again(delta, tree, facts)
    stored = image.stored.image
    started = Started.of_bundle(directory.bundle, stored.config)
    sections = {
        **file_sections(files, session.redactor, explained, started),
        **bundle_sections(directory.bundle, stored.config, tree, session.redactor),
        Kind.IDENTITY: identity.of_image(stored),
    }
    if Kind.CONFIG in sections:
        sections[Kind.CONFIG] = localised(sections[Kind.CONFIG], files.laid, facts, started)
    return assemble(image.identity, sections), len(explained)


def _failed(snapshot: Snapshot, failed: Iterable[tuple[str, str]]) -> Snapshot:
    """What could not be read is failed, never absent."""
    paths = [f"/{path}: {reason}" for path, reason in failed]
    more = f" and {len(paths) - 3} more" if len(paths) > 3 else ""
    section = Section.failed("; ".join(paths[:3]) + more)
    return Snapshot(snapshot.image, {**snapshot.sections, **dict.fromkeys(OF_FILES, section)})


def absolute(reference: str) -> str:
    parsed = parse_reference(reference)
    if parsed.scheme is not Scheme.DIR:
        raise UnknownReference(f"target {reference!r} is no directory", remedy="a target is dir:PATH")
    return str(Path(parsed.name).resolve())
