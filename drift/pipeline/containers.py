"""A container over the Engine API, to a snapshot."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from functools import cache
from typing import Any

from drift.collectors.interface import Unreadable
from drift.collectors.mounts import destinations
from drift.collectors.reading import FactIndex, Reading
from drift.collectors.stored import stored
from drift.errors import EngineError, Vanished
from drift.joins.running import processes
from drift.joins.snapshot import (
    FILE_KINDS,
    OF_FILES,
    Container,
    Files,
    assemble,
    container_files,
    container_snapshot,
    document_sections,
    explained_files,
)
from drift.joins.started import Started
from drift.model.canonical import Document
from drift.model.coverage import CLOCK_NOTE
from drift.model.observed import Observed
from drift.model.records import Kind
from drift.model.snapshot import Coverage, EngineIdentity, HostFiles, Observation, Route, Section, ServiceName, Snapshot
from drift.pipeline.hosts import NOT_STARTED, hosts_file
from drift.pipeline.image_names import image_names
from drift.pipeline.images import Images, KnownImage
from drift.pipeline.mounted import mounted
from drift.pipeline.packaged import Packaged
from drift.pipeline.reread import reread_paths
from drift.pipeline.rescan import Rescan, WorkedOut
from drift.pipeline.session import Session
from drift.pipeline.volumes import look_into
from drift.source.container_files import ContainerFiles
from drift.source.container_routes import Routes, observe
from drift.source.docker import Engine
from drift.tree.delta import lay
from drift.tree.observed import observed_delta

NEVER = ("", "0001-01-01T00:00:00Z")
"""`State.StartedAt` of a container that was never started, as Podman and Docker say it."""


CLOCK_SKEW = 5.0
"""Seconds by which an engine's clock may be off: tokens and certificates are refused for less than a minute."""


@dataclass(frozen=True, slots=True)
class Read:
    """A container (or a directory that stands for one) as it was read."""

    engine: EngineIdentity
    uid: str
    name: str
    image_reference: str
    state: str
    created: str
    snapshot: Snapshot
    coverage: Coverage
    image: KnownImage | None
    documents: dict[str, Document]
    """Redacted sources by kind: inspect, info."""

    def observation(self, environment: str, service: ServiceName, at: datetime) -> Observation:
        return Observation(
            at=at,
            environment=environment,
            service=service,
            engine=self.engine,
            container_uid=self.uid,
            container_name=self.name,
            image_reference=self.image_reference,
            state=self.state,
            route=self.coverage.route,
            snapshot=self.snapshot.digest,
            coverage=self.coverage,
            created=self.created,
        )


def read_container(
    session: Session,
    images: Images,
    engine: Engine,
    container: str,
    host_files: HostFiles = HostFiles.AUTO,
    *,
    verify: bool = False,
) -> Read:
    """Read one container, once more where it was restarted meanwhile.

    Raises Vanished where it is gone, EngineError, MalformedArchive. One whose image is deleted has a failed `files` section.
    """
    routes = Routes(Route.EXPORT if verify else None, host_files)
    inspect = engine.inspect(container)
    for _ in range(2):
        read = _read(session, images, engine, inspect, routes)
        now = engine.inspect(str(inspect["Id"]))
        if _life(now) == _life(inspect):
            return read
        inspect = now
    return replace(
        read, coverage=replace(read.coverage, notes=(*read.coverage.notes, "it was restarted while it was read"))
    )


def _life(inspect: Document) -> tuple[Any, ...]:
    state = inspect.get("State") or {}
    return state.get("StartedAt"), state.get("Status")


def _read(session: Session, images: Images, engine: Engine, inspect: Document, routes: Routes) -> Read:
    said = Container(engine.kind, inspect, engine.info, engine.version)
    image: KnownImage | None = None
    try:
        image = images.of_engine(engine, _image_id(inspect, engine))
    except Vanished as error:
        snapshot, coverage = _without_image(said, session, str(error)), Coverage(Route.API)
    else:
        snapshot, coverage = _with_image(session, engine, said, image, routes)
    names = image_names(engine, inspect)
    if image is not None:
        images.note_digests(engine, image, names.digests)
    config = inspect.get("Config") or {}
    return Read(
        engine=engine.identity,
        uid=str(inspect["Id"]),
        name=str(inspect.get("Name", "")).lstrip("/"),
        image_reference=str(config.get("Image") or inspect.get("ImageName") or ""),
        state=str((inspect.get("State") or {}).get("Status", "")),
        created=str(inspect.get("Created", "")),
        snapshot=snapshot,
        coverage=replace(
            coverage,
            tag_now=names.now,
            notes=(*coverage.notes, *_clock(engine)),
        ),
        image=image,
        documents=dict(_documents(session, said)),
    )


def _image_id(inspect: Document, engine: Engine) -> str:
    image = inspect.get("Image")
    if not isinstance(image, str) or not image:
        raise EngineError(f"engine {engine.address!r} does not say which image {inspect.get('Name')!r} was made from")
    return image


def _with_image(
    session: Session, engine: Engine, said: Container, image: KnownImage, routes: Routes
) -> tuple[Snapshot, Coverage]:
    tree = image.tree()
    mounts = _mounts(said.inspect)
    reading = Reading(session.redactor, session.store.facts, before=Packaged(tree))
    rescan = Rescan.of(session, engine, said, reading)
    asked = ContainerFiles(
        engine=engine,
        container=str(said.inspect["Id"]),
        started=(said.inspect.get("State") or {}).get("StartedAt") not in NEVER,
        baseline=tree,
        mounts=mounts,
        reread=cache(lambda: tuple(reread_paths(said.inspect, tree, session.settings.reread))),
        wanted=reading,
        known=rescan.known,
    )
    observed = observe(asked, said.inspect, routes)
    found = reading.facts()
    rescan.keep_read(observed, found)
    inputs = rescan.inputs(image.identity, observed)
    worked = rescan.before(inputs, FILE_KINDS)
    facts = FactIndex(found, session.store.facts)
    if worked is None:
        delta = observed_delta(tree, observed, mounts)
        of_image = Started.of(image.stored.image.config).env or {}
        files = Files(tree, delta, lay(tree, delta), facts, image.snapshot.sections, of_image)
        worked = _worked_out(said, image, files, session)
    volumes = look_into(engine, said, image.stored.image.config, tree, started=asked.started)
    runs = {Kind.PROCESSES: processes(observed.running, worked.sections.get(Kind.LIBRARIES))}
    hosts = hosts_file(engine, said, observed, reading, facts) if asked.started else NOT_STARTED
    named = mounted(engine, said, session.settings.mounts.hash, session.redactor, started=asked.started)
    own = runs if named is None else {**runs, Kind.MOUNTED: named}
    snapshot = container_snapshot(said, image.stored.image, tree, worked.sections | own, session.redactor, volumes.held)
    snapshot = replace(hosts.told_in(snapshot), image=image.identity)  # not that of the redacted config
    rescan.keep(inputs, worked, snapshot.digest)
    coverage = _coverage(observed, reading.versions(), worked.engine_made)
    return snapshot, replace(coverage, notes=(*coverage.notes, *volumes.notes, *hosts.notes))


def _worked_out(said: Container, image: KnownImage, files: Files, session: Session) -> WorkedOut:
    explained = explained_files(said, files)
    return WorkedOut(container_files(said, image.stored.image, files, session.redactor, explained), len(explained))


def _coverage(observed: Observed, versions: dict[str, int], engine_made: int) -> Coverage:
    return Coverage(
        route=observed.route,
        collectors=versions,
        not_looked_for=observed.not_looked_for,
        unstable=tuple(f"/{path}" for path in observed.unstable),
        engine_made=engine_made,
        notes=observed.notes,
    )


def _without_image(said: Container, session: Session, reason: str) -> Snapshot:
    """What can still be said when the image was deleted: all but what is in files, which fails."""
    gone = Section.failed(f"the image that it was made from is deleted ({reason})")
    sections = document_sections(said, None, None, session.redactor)
    return assemble(None, sections | dict.fromkeys(OF_FILES, gone))


def _clock(engine: Engine) -> tuple[str, ...]:
    """That the engine's clock and ours differ: for a person, since no two scans would be equal with it."""
    skew = engine.clock_skew
    if skew is None or abs(skew) < CLOCK_SKEW:
        return ()
    about = max(10, round(abs(skew), -1))  # else each scan would have a coverage of its own
    return (f"{CLOCK_NOTE} some {about:,.0f} s {'ahead of' if skew > 0 else 'behind'} the clock here",)


def _mounts(inspect: Document) -> tuple[str, ...]:
    try:
        return tuple(sorted(destinations(inspect)))
    except Unreadable as error:
        raise EngineError(f"the engine's answer about {inspect.get('Name')!r} cannot be understood: {error}") from error


def _documents(session: Session, said: Container) -> Iterator[tuple[str, Document]]:
    for kind, document in (("inspect", said.inspect), ("info", said.info)):
        try:
            yield kind, stored(kind, document, session.redactor)
        except Unreadable:
            continue  # the sections that are made of it have failed, with the reason
