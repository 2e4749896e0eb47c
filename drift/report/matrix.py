"""The matrix services × environments: what a user thinks in."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TypeVar

from drift.model.changes import ChangeType
from drift.model.coverage import SERVICE
from drift.model.findings import Finding, Severity
from drift.model.fleet import FleetState
from drift.model.snapshot import Observation, ServiceName, TargetFailure
from drift.report.findings import anchor_of, counts_of, judged_in
from drift.report.parts import Cell, ImageName, Matrix, Numbered, Row, State

T = TypeVar("T")

Naming = Callable[[str, ServiceName, str], str]
"""Environment, service and container name → the name that the service has in findings."""


Place = tuple[str, str]
"""Service and environment. The service is "" for what concerns the whole environment."""


def matrix(
    state: FleetState,
    findings: Sequence[Numbered],
    open_findings: Iterable[Finding],
    images: Mapping[bytes, str],
    name: Naming,
    now: datetime,
) -> Matrix:
    """`open_findings` are those that leave the verdict open, hidden or not; `images` is snapshot → the image's identity in hex."""
    read = _by_place(
        ((name(one.environment, one.service, one.container_name), one.environment), one) for one in state.observations
    )
    unread = _by_place(
        ((_service(one, name), one.environment), one) for one in state.failures if one.outcome != "skipped"
    )
    found = _by_place(((one.finding.service, one.environment), one) for one in findings)
    unjudged = _by_place(((one.service, judged_in(one)), one) for one in open_findings)
    sources = _Sources(read, unread, found, unjudged, images, now)
    services = {service for service, _ in (*read, *unread) if service} | {service for service, _ in found}
    environments = tuple(dict.fromkeys([*state.environments, *(one.environment for one in findings)]))
    return Matrix(
        environments,
        tuple(Row(service, tuple(sources.cell(service, one) for one in environments)) for service in sorted(services)),
    )


def _service(failure: TargetFailure, name: Naming) -> str:
    return name(failure.environment, failure.service, failure.container_name) if failure.service else ""


def _by_place(things: Iterable[tuple[Place, T]]) -> Mapping[Place, Sequence[T]]:
    places: dict[Place, list[T]] = {}
    for place, thing in things:
        places.setdefault(place, []).append(thing)
    return places


@dataclass(frozen=True, slots=True)
class _Sources:
    """All that cells are made of."""

    read: Mapping[Place, Sequence[Observation]]
    unread: Mapping[Place, Sequence[TargetFailure]]
    findings: Mapping[Place, Sequence[Numbered]]
    unjudged: Mapping[Place, Sequence[Finding]]
    images: Mapping[bytes, str]
    now: datetime

    def cell(self, service: str, environment: str) -> Cell:
        place = (service, environment)
        seen, here = self.read.get(place, ()), self.findings.get(place, ())
        reason = self._unjudged(place, [one.container_name for one in seen])
        state, reason = (State.UNJUDGED, reason) if reason else _state(here, deployed=bool(seen) or not service)
        return Cell(
            environment=environment,
            state=state,
            counts=counts_of(one.finding for one in here),
            findings=tuple(one.number for one in here),
            anchor=anchor_of(service, environment),
            images=self._images(seen),
            instances=tuple(sorted(one.container_name for one in seen)),
            age=max((self.now - one.at for one in seen), default=None),
            reason=reason,
        )

    def _unjudged(self, place: Place, containers: Sequence[str]) -> str:
        """Why a cell could not be judged, "" where it could. What is true of a whole environment is so of each cell that it names."""
        whole = ("", place[1])
        failures = self.unread.get(place) or (() if containers else self.unread.get(whole, ()))
        if failures:
            return failures[0].reason
        for finding in (*self.unjudged.get(place, ()), *self.unjudged.get(whole, ())):
            if finding.service == place[0] or not finding.instances or set(finding.instances) & set(containers):
                return finding.title
        return ""

    def _images(self, observations: Sequence[Observation]) -> tuple[ImageName, ...]:
        names = {(one.image_reference, self.images.get(one.snapshot, "")) for one in observations}
        return tuple(ImageName(reference, identity) for reference, identity in sorted(names))


def _state(findings: Sequence[Numbered], *, deployed: bool) -> tuple[State, str]:
    """The state of a cell that could be judged and, where it needs one, the reason."""
    gone = [one for one in findings if one.finding.key == SERVICE and one.finding.change is ChangeType.REMOVED]
    if gone and not deployed:
        return State.MISSING, gone[0].finding.title
    if any(one.fails for one in findings):
        return State.DRIFT, ""
    if any(one.finding.severity > Severity.INFO for one in findings):
        return State.MINOR, ""
    return (State.OK if deployed or findings else State.NOT_DEPLOYED), ""
