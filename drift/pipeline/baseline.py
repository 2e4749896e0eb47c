"""`gate --baseline REF`: what is judged, compared with a known-good state in place of its own image and its neighbours."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from drift.diff.majority import representative
from drift.errors import UnknownReference
from drift.model import coverage
from drift.model.changes import Change, Comparison, Relation, Side
from drift.model.fleet import FleetState
from drift.model.references import Reference, Scheme
from drift.model.snapshot import Observation, ServiceName
from drift.pipeline.comparing import of_subjects
from drift.pipeline.differ import Differ, alone
from drift.pipeline.fleet import Compared, Replicas, by_service
from drift.pipeline.images import Images
from drift.pipeline.references import Resolver, Subject, environment_state
from drift.pipeline.session import Session
from drift.pipeline.sides import Sides
from drift.pipeline.wishes import Manner
from drift.policy.pairing import Pairing, Row, pair
from drift.report.wording import listed


@dataclass(frozen=True)
class Baseline:
    """Found before anything is scanned, so that it is not what is scanned now."""

    reference: Reference
    state: FleetState | None = None
    """Of env:NAME[@TIME]: service by service."""
    subject: Subject | None = None
    """Of any other: one side for all."""

    def comparisons(self, sides: Sides, state: FleetState) -> Compared:
        """Each container with what its service was. UnknownReference where one thing cannot stand for all that is judged."""
        replicas = by_service(state.observations)
        if self.state is not None:
            return _of_states(Differ(sides), self.state, state, replicas, self.reference.name)
        return self._of_one(sides, state, replicas)

    def _of_one(self, sides: Sides, state: FleetState, replicas: Replicas) -> Compared:
        names = {place: str(place[1]) for place in replicas}
        subject = self.subject
        if subject is None or len(services := sorted(set(names.values()))) > 1:
            raise UnknownReference(
                f"--baseline {str(self.reference)!r} is one thing, and several services are judged: {listed(services)}",
                remedy="name one container, or a baseline that has each of them: env:NAME@TIME",
            )
        found = [comparison for one in state.observations for comparison in self._with(sides, subject, one)]
        return Compared(tuple(found), names)

    def _with(self, sides: Sides, before: Subject, one: Observation) -> Iterator[Comparison]:
        after = Subject(Reference(Scheme.CONTAINER, one.container_name), sides.of_observation(one), one)
        relation = Relation.CONTAINER_IMAGE if before.is_image else Relation.NOW_BEFORE
        found = of_subjects(sides, before, after, relation=relation)
        yield found
        yield from alone(found.service, one, after.viewed, sides.session.settings)


def find_baseline(session: Session, reference: Reference, manner: Manner) -> Baseline:
    """UnknownReference where it names nothing."""
    if reference.scheme is Scheme.ENV and not reference.service:
        return Baseline(reference, state=environment_state(session, reference))
    return Baseline(reference, subject=Resolver(Sides(session, Images(session)), manner).subject(reference))


def _of_states(differ: Differ, then: FleetState, now: FleetState, replicas: Replicas, name: str) -> Compared:
    before = by_service(then.observations)
    found: list[Comparison] = []
    names: dict[tuple[str, ServiceName], str] = {}
    for environment in now.environments:
        relation = Relation.NOW_BEFORE if environment == name else Relation.ENVIRONMENTS
        then_is, now_is = Side(f"env:{name}", environment=name), Side(f"env:{environment}", environment=environment)
        pairing = _paired(differ, before, replicas, environment)
        for row in pairing.rows:
            names |= {(environment, one): row.label for one in row.places.get(_NOW, ())}
            pairs = _Pairs(differ, relation, row, _at(before, name, row, _THEN), _at(replicas, environment, row, _NOW))
            found += pairs.comparisons()
            if said := pairs.presence(whole=not now.partial or environment in now.asked):
                found.append(Comparison(relation, row.label, then_is, now_is, (said,)))
        for one in pairing.ambiguous:
            change = coverage.service_ambiguous(one.name, one.candidates, one.line)
            found.append(Comparison(relation, one.name, then_is, now_is, (change,)))
    return Compared(tuple(found), names)


_THEN, _NOW = "the baseline", "now"
"""Names of the two states where services are paired: one environment at two times would have one."""


def _paired(differ: Differ, before: Replicas, after: Replicas, environment: str) -> Pairing:
    services = {
        _THEN: {service for _, service in before},
        _NOW: {service for name, service in after if name == environment},
    }
    return pair(services, differ.sides.session.settings)


def _at(replicas: Replicas, environment: str, row: Row, when: str) -> Sequence[Observation]:
    return [one for service in row.places.get(when, ()) for one in replicas[environment, service]]


@dataclass(frozen=True, slots=True)
class _Pairs:
    """One service, then and now."""

    differ: Differ
    relation: Relation
    row: Row
    then: Sequence[Observation]
    now: Sequence[Observation]

    def comparisons(self) -> Iterator[Comparison]:
        """Of a service that the baseline lacks: each with its own image, so that it is judged by something."""
        for one in self.now:
            if not self.then:
                yield self.differ.with_image(self.row.label, one)
                continue
            yield self.differ.pair(self.relation, self.row.label, representative(self.then), one)
            sides = self.differ.sides
            yield from alone(self.row.label, one, sides.of_observation(one), sides.session.settings)

    def presence(self, *, whole: bool) -> Change | None:
        """A service that came or went. Where only some containers are judged, the others have not gone."""
        if not self.then:
            return coverage.service_extra()
        return coverage.service_missing() if whole and not self.now else None
