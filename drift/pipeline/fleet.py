"""From the state of all environments to comparisons: each container with its image, replicas with each other, neighbours in order."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeAlias

from drift.diff.majority import representative
from drift.model import coverage
from drift.model.changes import Change, Comparison, Relation, Side
from drift.model.fleet import FleetState
from drift.model.snapshot import Observation, ServiceName
from drift.pipeline.differ import Differ
from drift.pipeline.sides import Sides
from drift.policy.pairing import Pairing, Row, Step, pair

Replicas: TypeAlias = Mapping[tuple[str, ServiceName], Sequence[Observation]]
"""By environment and service."""

LONG_WORK = 200
"""Containers. Fewer are compared before anybody has read that they are."""


@dataclass(frozen=True)
class Compared:
    comparisons: tuple[Comparison, ...]
    names: Mapping[tuple[str, ServiceName], str]
    """(environment, service as it is called there) → its name in findings."""


def fleet_comparisons(sides: Sides, state: FleetState) -> Compared:
    """Every comparison that a gate judges."""
    replicas = by_service(state.observations)
    pairing = pair(services_of(state.environments, replicas), sides.session.settings)
    names, differ = pairing.names, Differ(sides)
    found = [*with_images(differ, state, names), *among(differ, replicas, names), *_steps(differ, pairing, replicas)]
    return Compared(tuple(found), names)


def image_comparisons(sides: Sides, observations: Sequence[Observation]) -> Iterator[Comparison]:
    """Each container with its image, under the name that its service has there."""
    differ = Differ(sides)
    for one in observations:
        yield differ.with_image(str(one.service), one)


def step_comparisons(sides: Sides, before: FleetState, after: FleetState) -> Iterator[Comparison]:
    """Two environments, one after the other, whatever the policy's order."""
    order = (*before.environments, *after.environments)
    replicas = by_service((*before.observations, *after.observations))
    pairing = pair(services_of(order, replicas), sides.session.settings)
    return _steps(Differ(sides), pairing, replicas, order)


def by_service(observations: Iterable[Observation]) -> Replicas:
    replicas: dict[tuple[str, ServiceName], list[Observation]] = defaultdict(list)
    for one in observations:
        replicas[one.environment, one.service].append(one)
    return replicas


def services_of(environments: Sequence[str], replicas: Replicas) -> Mapping[str, set[ServiceName]]:
    return {name: {service for environment, service in replicas if environment == name} for name in environments}


def with_images(
    differ: Differ, state: FleetState, names: Mapping[tuple[str, ServiceName], str]
) -> Iterator[Comparison]:
    total = len(state.observations)
    for done, one in enumerate(state.observations):
        if total > LONG_WORK:
            differ.sides.session.progress("comparing", done, total)
        yield differ.with_image(names[one.environment, one.service], one)


def among(differ: Differ, replicas: Replicas, names: Mapping[tuple[str, ServiceName], str]) -> Iterator[Comparison]:
    for place, group in replicas.items():
        yield from differ.among(names[place], group)


def _steps(
    differ: Differ, pairing: Pairing, replicas: Replicas, order: Sequence[str] | None = None
) -> Iterator[Comparison]:
    for step in pairing.steps(order):
        for row in step.pairs:
            before, after = (representative(_at(row, name, replicas)) for name in (step.before, step.after))
            yield differ.pair(Relation.ENVIRONMENTS, row.label, before, after)
        yield from said_of(step)


def said_of(step: Step) -> Iterator[Comparison]:
    """The services that have no pair."""
    for row in step.missing:
        yield _said(step, row.label, coverage.service_missing())
    for row in step.extra:
        yield _said(step, row.label, coverage.service_extra())
    for one in step.ambiguous:
        yield _said(step, one.name, coverage.service_ambiguous(one.name, one.candidates, one.line))


def _at(row: Row, environment: str, replicas: Replicas) -> Sequence[Observation]:
    return [one for name in row.places[environment] for one in replicas[environment, name]]


def _said(step: Step, service: str, change: Change) -> Comparison:
    before = Side(f"env:{step.before}", environment=step.before)
    after = Side(f"env:{step.after}", environment=step.after)
    return Comparison(Relation.ENVIRONMENTS, service, before, after, (change,))
