"""From a reference to a side that can be compared or shown."""

import time
from collections.abc import Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path

from drift.errors import UnknownReference, Vanished
from drift.model.changes import Side
from drift.model.fleet import FleetState
from drift.model.references import Reference, Scheme, parse_reference
from drift.model.settings import Target
from drift.model.snapshot import Coverage, Observation
from drift.diff.sides import Viewed
from drift.pipeline.containers import read_container
from drift.pipeline.directories import read_target, target_image
from drift.pipeline.images import Images, KnownImage
from drift.pipeline.session import Session
from drift.pipeline.sides import Sides
from drift.model.oci import Platform


@dataclass(frozen=True)
class Subject:
    """What a reference names: one side, with the image it is to be compared with if it stands alone."""

    reference: Reference
    viewed: Viewed
    image: KnownImage | None = None
    image_reference: str = ""
    is_image: bool = False
    coverage: Coverage | None = None


@dataclass(frozen=True)
class Resolver:
    session: Session
    images: Images
    sides: Sides
    verify: bool = False
    platform: Platform | None = None
    image: str = ""
    """Of dir: references."""

    def parse(self, text: str) -> Reference:
        try:
            return parse_reference(text)
        except ValueError as error:
            raise UnknownReference(str(error)) from error

    def subject(self, reference: Reference) -> Subject:
        """One side. UnknownReference says what was tried."""
        match reference.scheme:
            case Scheme.CONTAINER if reference.time:
                return self._seen(reference)
            case Scheme.CONTAINER:
                return self._container(reference)
            case Scheme.IMAGE | Scheme.DOCKER_ARCHIVE | Scheme.OCI_DIR | Scheme.OCI_ARCHIVE:
                return self._image(reference)
            case Scheme.DIR:
                return self._directory(reference)
            case Scheme.SNAPSHOT:
                return self._snapshot(reference)
            case Scheme.ENV:
                raise UnknownReference(
                    f"{str(reference)!r} is an environment, not one thing", remedy="name a service: env:NAME/SERVICE"
                )
            case Scheme.BARE:
                return self._bare(reference)

    def _image(self, reference: Reference) -> Subject:
        image = self.images.of_reference(reference, self.platform)
        return Subject(reference, self.sides.of_image(str(reference), image), is_image=True)

    def _container(self, reference: Reference) -> Subject:
        engine = self.session.engine()
        engine.patient_until(time.monotonic() + self.session.settings.deadline.total_seconds())
        try:
            read = read_container(self.session, self.images, engine, reference.name, verify=self.verify)
        except Vanished as error:
            raise self._unknown(reference) from error
        finally:
            engine.patient_until(None)
        side = Side(
            f"container:{read.name}",
            "",
            read.name,
            read.snapshot.image,
            read.snapshot.digest,
            self.session.now.isoformat(),
        )
        return Subject(
            reference, self.sides.viewed(side, read.snapshot), read.image, read.image_reference, coverage=read.coverage
        )

    def _directory(self, reference: Reference) -> Subject:
        target = Target(str(reference), Path(reference.name).resolve().name, self.image)
        read = read_target(self.session, target, target_image(self.images, target))
        side = Side(str(reference), "", "", read.snapshot.image, read.snapshot.digest, self.session.now.isoformat())
        return Subject(
            reference, self.sides.viewed(side, read.snapshot), read.image, read.image_reference, coverage=read.coverage
        )

    def _seen(self, reference: Reference) -> Subject:
        one = self.session.store.history.container(reference.name, reference.time)
        viewed = self.sides.of_observation(one)
        image = self.images.known(viewed.snapshot.image) if viewed.snapshot.image else None
        return Subject(reference, viewed, image, one.image_reference, coverage=one.coverage)

    def _snapshot(self, reference: Reference) -> Subject:
        found = self.session.store.snapshots.find(reference.name)
        if len(found) != 1:
            what = "is no snapshot in the store" if not found else f"begins {len(found)} snapshots"
            raise UnknownReference(f"{str(reference)!r} {what}", remedy="drift history SERVICE lists them")
        snapshot = self.sides.snapshot(found[0])
        side = Side(f"snapshot:{found[0].hex()[:12]}", image=snapshot.image, snapshot=found[0])
        image = self.images.known(snapshot.image) if snapshot.image else None
        return Subject(reference, self.sides.viewed(side, snapshot), image)

    def _bare(self, reference: Reference) -> Subject:
        """A container, else a local image; where it is both, the container, and a note says so."""
        engine = self.session.engine()
        try:
            engine.inspect(reference.name)
        except Vanished:
            try:
                engine.image(reference.name)
            except Vanished as error:
                raise self._unknown(reference) from error
            return self._image(Reference(Scheme.IMAGE, reference.name))
        try:
            engine.image(reference.name)
        except Vanished:
            pass
        else:
            self.session.note_once(
                f"{reference.name} is a container and an image: the container is taken (image:{reference.name} is the other)"
            )
        return self._container(Reference(Scheme.CONTAINER, reference.name))

    def _unknown(self, reference: Reference) -> UnknownReference:
        engine = self.session.engine()
        names = [one.name for one in engine.containers(everything=True)]
        near = get_close_matches(reference.name, names, 1)
        tried = "a container" if reference.scheme is Scheme.CONTAINER else "a container and an image"
        return UnknownReference(
            f"{reference.name!r} is not there; looked for {tried} on {engine.address}",
            remedy=f"the nearest name is {near[0]!r}" if near else "docker ps -a lists containers",
        )


def service_state(session: Session, reference: Reference) -> FleetState:
    """The state of env:NAME[/SERVICE][@TIME]. UnknownReference where no scan has seen it."""
    store, order = session.store.history, session.settings.order
    at = store.resolve(reference.name, reference.service or None, reference.time) if reference.time else None
    state = store.state(order, at, [reference.name])
    if not state.environments:
        known = store.state(order).environments
        raise UnknownReference(
            f"{str(reference)!r}: no scan has seen that environment",
            remedy=f"there are {', '.join(known)}" if known else f"drift scan --env {reference.name}",
        )
    return state


def of_service(state: FleetState, service: str) -> Sequence[Observation]:
    return [one for one in state.observations if service in (str(one.service), one.service.name)]
