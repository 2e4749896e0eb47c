"""From a reference to a side that can be compared or shown."""

from collections.abc import Sequence
from dataclasses import dataclass
from difflib import get_close_matches

from drift.diff.majority import representative
from drift.diff.sides import Viewed
from drift.errors import UnknownReference, Vanished
from drift.model.changes import Side
from drift.model.fleet import FleetState
from drift.model.references import Reference, Scheme
from drift.model.settings import Target
from drift.model.snapshot import Observation, ServiceName
from drift.pipeline.containers import Read, read_container
from drift.pipeline.directories import read_target, target_image
from drift.pipeline.promises import read_promise
from drift.pipeline.session import Session
from drift.pipeline.sides import Sides
from drift.pipeline.wishes import Manner
from drift.policy.services import service_of


@dataclass(frozen=True)
class Subject:
    """What a reference names: one side."""

    reference: Reference
    viewed: Viewed
    seen: Observation | None = None
    """Of a container, or a directory that stands for one; an image or a snapshot by itself has none."""
    unnamed: tuple[str, ...] = ()
    """Of a bill of materials: names of components that cannot be compared."""

    @property
    def is_image(self) -> bool:
        return self.viewed.image is not None and self.viewed.image.digest == self.viewed.snapshot.digest

    @property
    def is_promise(self) -> bool:
        """What should run, not what does."""
        return self.reference.scheme is Scheme.SBOM

    @property
    def service(self) -> str:
        """As a report calls it."""
        return str(self.seen.service) if self.seen else ""


@dataclass(frozen=True)
class Resolver:
    sides: Sides
    manner: Manner

    @property
    def session(self) -> Session:
        return self.sides.session

    def subject(self, reference: Reference) -> Subject:
        """One side. UnknownReference says what was tried."""
        match reference.scheme:
            case Scheme.CONTAINER if reference.time:
                return self._known(reference, self.session.store.history.container(reference.name, reference.time))
            case Scheme.CONTAINER:
                return self._container(reference)
            case Scheme.IMAGE | Scheme.DOCKER_ARCHIVE | Scheme.OCI_DIR | Scheme.OCI_ARCHIVE:
                return self._image(reference)
            case Scheme.DIR:
                return self._directory(reference)
            case Scheme.SNAPSHOT:
                return self._snapshot(reference)
            case Scheme.ENV:
                return self._known(reference, _service(self.session, reference))
            case Scheme.SBOM:
                return self._promise(reference)
            case Scheme.BARE:
                return self._bare(reference)

    def _container(self, reference: Reference) -> Subject:
        try:
            return self._just_read(reference, self._read(reference.name))
        except Vanished as error:
            raise self._unknown(reference) from error

    def _read(self, container: str) -> Read:
        engine = self.session.engine()
        with engine.patient_for(self.session.settings.deadline):
            return read_container(
                self.session, self.sides.images, engine, container, self.manner.host_files, verify=self.manner.verify
            )

    def _directory(self, reference: Reference) -> Subject:
        target = Target(str(reference), "", self.manner.image)
        return self._just_read(reference, read_target(self.session, target, target_image(self.sides.images, target)))

    def _just_read(self, reference: Reference, found: Read) -> Subject:
        config = found.documents.get("inspect", {}).get("Config") or {}
        service = service_of(config.get("Labels") or {}, found.name, self.session.settings)
        seen = found.observation("", service or ServiceName("", found.name), self.session.now)
        return Subject(reference, self.sides.of_observation(seen, found.snapshot, found.documents), seen)

    def _known(self, reference: Reference, seen: Observation) -> Subject:
        return Subject(reference, self.sides.of_observation(seen), seen)

    def _image(self, reference: Reference) -> Subject:
        image = self.sides.images.of_reference(reference, self.manner.platform)
        return Subject(reference, self.sides.of_image(str(reference), image))

    def _snapshot(self, reference: Reference) -> Subject:
        found = self.session.store.snapshots.find(reference.name)
        if len(found) != 1:
            what = f"begins {len(found)} snapshots, at least" if found else "is no snapshot in the store"
            remedy = "write more of its digits" if found else "drift history SERVICE --format json has them"
            raise UnknownReference(f"{str(reference)!r} {what}", remedy=remedy)
        snapshot = self.sides.snapshot(found[0])
        side = Side(f"snapshot:{found[0].hex()[:12]}", image=snapshot.image, snapshot=found[0])
        return Subject(reference, self.sides.viewed(side, snapshot))

    def _promise(self, reference: Reference) -> Subject:
        found = read_promise(reference)
        return Subject(reference, found.viewed, unnamed=found.unnamed)

    def _bare(self, reference: Reference) -> Subject:
        """A container, else a local image; where it is both, the container, and a note says so."""
        name = reference.name
        try:
            found = self._read(name)
        except Vanished as error:
            if not self._has_image(name):
                raise self._unknown(reference) from error
            return self._image(Reference(Scheme.IMAGE, name))
        if self._has_image(name):
            self.session.note_once(f"{name} is a container and an image: the container is taken, not image:{name}")
        return self._just_read(Reference(Scheme.CONTAINER, name), found)

    def _has_image(self, name: str) -> bool:
        try:
            self.session.engine().image(name)
        except Vanished:
            return False
        return True

    def _unknown(self, reference: Reference) -> UnknownReference:
        engine = self.session.engine()
        near = get_close_matches(reference.name, [one.name for one in engine.containers(everything=True)], 1)
        tried = "container" if reference.scheme is Scheme.CONTAINER else "container and no image"
        return UnknownReference(
            f"there is no {tried} {reference.name!r} on {engine.address}",
            remedy=f"did you mean {near[0]!r}?" if near else "docker ps -a and docker images list those that there are",
        )


def environment_state(session: Session, reference: Reference) -> FleetState:
    """The state of env:NAME[/SERVICE][@TIME]. UnknownReference where no scan has seen it."""
    history, order = session.store.history, session.settings.order
    known = history.state(order).environments
    if reference.name not in known:
        near = get_close_matches(reference.name, known, 1)
        remedy = (
            f"did you mean {near[0]!r}?" if near else f"there are {', '.join(known)}" if known else "run drift scan"
        )
        raise UnknownReference(f"{str(reference)!r}: no scan has seen that environment", remedy=remedy)
    at = history.resolve(reference.name, reference.service or None, reference.time) if reference.time else None
    return history.state(order, at, [reference.name])


def _service(session: Session, reference: Reference) -> Observation:
    """Of a service's replicas the one that stands for most."""
    if not reference.service:
        raise UnknownReference(
            f"{str(reference)!r} is an environment",
            remedy=f"name a service of it: env:{reference.name}/SERVICE; drift status lists them",
        )
    state = environment_state(session, reference)
    replicas = _named(state, reference.service)
    if not replicas:
        names = sorted({str(one.service) for one in state.observations})
        near = get_close_matches(reference.service, names, 1)
        remedy = f"did you mean {near[0]!r}?" if near else f"there are {', '.join(names) or 'none'}"
        raise UnknownReference(f"{str(reference)!r}: no such service was seen there", remedy=remedy)
    return representative(replicas)


def _named(state: FleetState, service: str) -> Sequence[Observation]:
    return [one for one in state.observations if service in (str(one.service), one.service.name)]
