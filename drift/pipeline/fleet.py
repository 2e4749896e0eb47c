"""From the state of all environments to comparisons: each container with its image, replicas with each other, neighbours in order."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from drift.diff.compare import compare
from drift.diff.majority import representative
from drift.model import coverage
from drift.model.changes import Change, Comparison, Relation, Side
from drift.model.facts import Status
from drift.model.fleet import FleetState
from drift.model.records import Kind
from drift.model.snapshot import Observation, ServiceName, Snapshot
from drift.pipeline.sides import Sides
from drift.policy.pairing import Pairing, Row, Step, pair

Replicas = Mapping[tuple[str, ServiceName], Sequence[Observation]]


@dataclass(frozen=True)
class Compared:
    comparisons: tuple[Comparison, ...]
    names: Mapping[tuple[str, ServiceName], str]
    """(environment, service as it is called there) → its name in findings."""


def fleet_comparisons(sides: Sides, state: FleetState) -> Compared:
    """Every comparison that a gate judges."""
    replicas = _by_service(state.observations)
    services: dict[str, set[ServiceName]] = {name: set() for name in state.environments}
    for environment, service in replicas:
        services[environment].add(service)
    pairing = pair(services, sides.session.settings)
    names = {
        (environment, one): row.label
        for row in pairing.rows
        for environment, found in row.places.items()
        for one in found
    }
    return Compared(tuple(_all(sides, state, replicas, pairing, names)), names)


def _all(
    sides: Sides,
    state: FleetState,
    replicas: Replicas,
    pairing: Pairing,
    names: Mapping[tuple[str, ServiceName], str],
) -> Iterator[Comparison]:
    differ = Differ(sides)
    total = len(state.observations)
    for done, one in enumerate(state.observations):
        sides.session.progress("comparing", done, total)
        yield differ.with_image(names[one.environment, one.service], one)
    for (environment, service), group in replicas.items():
        yield from differ.among(names[environment, service], group)
    for step in pairing.steps():
        yield from _between(differ, step, replicas)


def step_comparisons(
    sides: Sides, before: str, after: str, observations: Sequence[Observation]
) -> Iterator[Comparison]:
    """Two environments, one after the other, whatever the policy's order."""
    replicas = _by_service(observations)
    services = {name: {service for environment, service in replicas if environment == name} for name in (before, after)}
    pairing = pair(services, sides.session.settings)
    for step in pairing.steps((before, after)):
        yield from _between(Differ(sides), step, replicas)


def _by_service(observations: Sequence[Observation]) -> Replicas:
    replicas: dict[tuple[str, ServiceName], list[Observation]] = defaultdict(list)
    for one in observations:
        replicas[one.environment, one.service].append(one)
    return replicas


def _between(differ: "Differ", step: Step, replicas: Replicas) -> Iterator[Comparison]:
    for row in step.pairs:
        before, after = _at(row, step.before, replicas), _at(row, step.after, replicas)
        yield differ.pair(Relation.ENVIRONMENTS, row.label, representative(before), representative(after))
    for row in step.missing:
        yield _said(step, row.label, coverage.service_missing())
    for row in step.extra:
        yield _said(step, row.label, coverage.service_extra())
    for one in step.ambiguous:
        yield _said(step, one.name, coverage.service_ambiguous(one.name, one.candidates, one.line))


def _at(row: Row, environment: str, replicas: Replicas) -> list[Observation]:
    return [one for name in row.places[environment] for one in replicas[environment, name]]


def _said(step: Step, service: str, change: Change) -> Comparison:
    before = Side(f"env:{step.before}", environment=step.before)
    after = Side(f"env:{step.after}", environment=step.after)
    return Comparison(Relation.ENVIRONMENTS, service, before, after, (change,))


class Differ:
    """Compares each pair of states once: 1,000 equal containers are one comparison."""

    def __init__(self, sides: Sides) -> None:
        self._sides = sides
        self._known: dict[tuple[Relation, bytes, bytes], Comparison] = {}

    def pair(self, relation: Relation, service: str, before: Observation, after: Observation) -> Comparison:
        key = (relation, before.snapshot, after.snapshot)
        one, other = self._sides.of_observation(before), self._sides.of_observation(after)
        if key not in self._known:
            self._known[key] = compare(relation, service, one, other)
        return replace(self._known[key], service=service, before=one.side, after=other.side)

    def with_image(self, service: str, one: Observation) -> Comparison:
        after = self._sides.of_observation(one)
        unstable = tuple(
            coverage.unstable(path, in_image=after.tree.entry(path.lstrip("/")) is not None)
            for path in one.coverage.unstable
        )
        image = self._sides.images.known(after.snapshot.image) if after.snapshot.image else None
        if image is None:
            side = Side(f"image:{one.image_reference}")
            return Comparison(
                Relation.CONTAINER_IMAGE, service, side, after.side, (*without_image(after.snapshot), *unstable)
            )
        before = self._sides.of_image(f"image:{one.image_reference}", image)
        key = (Relation.CONTAINER_IMAGE, before.snapshot.digest, one.snapshot)
        if key not in self._known:
            self._known[key] = compare(Relation.CONTAINER_IMAGE, service, before, after)
        known = self._known[key]
        return replace(
            known, service=service, before=before.side, after=after.side, changes=(*known.changes, *unstable)
        )

    def among(self, service: str, replicas: Sequence[Observation]) -> Iterator[Comparison]:
        """Each replica that differs, with the one that stands for most."""
        usual = representative(replicas)
        for one in replicas:
            if one.snapshot != usual.snapshot:
                yield self.pair(Relation.INSTANCES, service, usual, one)


def without_image(snapshot: Snapshot) -> Iterator[Change]:
    """What can be said of a container whose image is not to be had."""
    section = snapshot.sections.get(Kind.FILES)
    reason = (
        section.reason
        if section and section.status is Status.FAILED
        else "the image that it was made from is not known"
    )
    yield coverage.image_missing(reason)
