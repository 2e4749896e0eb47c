"""The chains of all services: each image's way to the environments that run it, and whether one runs what the one before it runs."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from drift.model.changes import Relation
from drift.model.findings import Finding
from drift.model.fleet import FleetState
from drift.model.snapshot import Observation
from drift.report.chain import (
    Arrow,
    Broken,
    Chain,
    Course,
    Mark,
    Origin,
    Origins,
    Run,
    Stage,
    Station,
    Tie,
    worst,
)
from drift.report.findings import judged_in
from drift.report.links import (
    Group,
    arrow_to,
    built_link,
    declared_arrow,
    declared_link,
    published_arrow,
    published_link,
    running_arrow,
    running_link,
)
from drift.report.matrix import Naming, Place
from drift.report.parts import Cell, Matrix, Numbered, State
from drift.report.wording import listed, tag_of

NOT_KNOWN = "?"
"""Mark of an image that is not known."""
_STEPS = (
    "image-not-tested",
    "image-tag-moved",
    "image-differs",
    "platform-differs",
    "service-missing",
    "service-extra",
)
"""Rules that say it where two environments do not run the same; the first that there is."""


def chains(
    places: Matrix,
    state: FleetState,
    findings: Sequence[Numbered],
    hidden: Iterable[Finding],
    name: Naming,
    origins: Origins,
) -> tuple[Chain, ...]:
    """One for each service of the matrix, what broke first. `hidden` are the findings that the policy hides."""
    sources = _Sources.of(state, findings, hidden, name, origins)
    made = [sources.chain(row.service, row.cells) for row in places.rows if row.service]
    order = list(Tie)
    return tuple(
        sorted(
            made,
            key=lambda one: (order.index(one.step.tie if one.step else Tie.HOLDS), order.index(one.tie), one.service),
        )
    )


@dataclass(frozen=True, slots=True)
class _Sources:
    """All that chains are made of."""

    seen: Mapping[Place, Sequence[Observation]]
    findings: Mapping[Place, Sequence[Numbered]]
    hidden: Mapping[Place, int]
    engines: Mapping[str, str]
    """Engine's uid → docker, podman …"""
    origins: Origins

    @classmethod
    def of(
        cls,
        state: FleetState,
        findings: Sequence[Numbered],
        hidden: Iterable[Finding],
        name: Naming,
        origins: Origins,
    ) -> "_Sources":
        seen: dict[Place, list[Observation]] = {}
        for one in state.observations:
            seen.setdefault((name(one.environment, one.service, one.container_name), one.environment), []).append(one)
        found: dict[Place, list[Numbered]] = {}
        for finding in findings:
            found.setdefault((finding.finding.service, finding.environment), []).append(finding)
        concealed: dict[Place, int] = {}
        for each in hidden:
            place = (each.service, judged_in(each))
            concealed[place] = concealed.get(place, 0) + (each.relation is Relation.CONTAINER_IMAGE)
        engines = {one.engine.uid: one.engine.kind for one in state.observations}
        return cls(seen, found, concealed, engines, origins)

    def chain(self, service: str, cells: Sequence[Cell]) -> Chain:
        groups = {cell.environment: self._groups(service, cell) for cell in cells}
        marks = _marks(groups.values())
        stations = tuple(self._stations(service, cells, groups, marks))
        courses = _courses([one for found in groups.values() for one in found], marks, self.engines)
        step = stations[-1].step if stations else None
        runs = [run.arrow for course in courses for run in course.runs]
        broken = tuple(_broken(courses))
        tie = Tie.BROKE if broken else worst([*([step] if step else []), *runs])
        return Chain(service, tie, _sentence(stations), step, stations, courses, broken)

    def _groups(self, service: str, cell: Cell) -> tuple[Group, ...]:
        """By image; one without containers where the place could not be read."""
        place = (service, cell.environment)
        unjudged = cell.reason if cell.state is State.UNJUDGED else ""
        said = self.origins.declared.of(cell.environment, service)
        by_image: dict[str, list[Observation]] = {}
        for one in self.seen.get(place, ()):
            origin = self.origins.images.get(one.snapshot)
            by_image.setdefault(origin.identity if origin else "", []).append(one)
        if not by_image and unjudged:
            by_image[""] = []
        found = tuple(self.findings.get(place, ()))
        return tuple(
            Group(
                service,
                cell.environment,
                tuple(some),
                self._origin(some),
                said,
                found,
                self.hidden.get(place, 0),
                unjudged,
            )
            for _, some in sorted(by_image.items())
        )

    def _origin(self, containers: Sequence[Observation]) -> Origin | None:
        return self.origins.images.get(containers[0].snapshot) if containers else None

    def _stations(
        self,
        service: str,
        cells: Sequence[Cell],
        groups: Mapping[str, Sequence[Group]],
        marks: Mapping[str, str],
    ) -> Iterable[Station]:
        before: Cell | None = None
        for cell in cells:
            here = groups[cell.environment]
            images = tuple(_mark(one, marks) for one in here if one.containers)
            step = (
                self._step(service, before, cell, groups) if before and (here or groups[before.environment]) else None
            )
            yield Station(cell.environment, images, _note(cell, here), step)
            before = cell

    def _step(self, service: str, before: Cell, after: Cell, groups: Mapping[str, Sequence[Group]]) -> Arrow:
        place = (service, after.environment)
        found = [
            one
            for one in self.findings.get(place, ())
            if one.finding.environments == (before.environment, after.environment)
        ]
        said = next((one for rule in _STEPS for one in found if one.finding.rule == rule), None)
        return step(before, after, groups[before.environment], groups[after.environment], said)


def step(before: Cell, after: Cell, here: Sequence[Group], there: Sequence[Group], said: Numbered | None) -> Arrow:
    """Does the later environment run what the earlier one runs? `said` is the finding that says no."""
    for cell, groups in ((before, here), (after, there)):
        if not any(one.containers for one in groups):
            return arrow_to(said, Tie.UNKNOWN, _absent(cell))
    images, others = (tuple(one.origin.identity if one.origin else "" for one in groups) for groups in (here, there))
    if "" in images or "" in others:
        return arrow_to(said, Tie.UNKNOWN, "an image is not known")
    if images != others:
        return arrow_to(said, Tie.BROKE, f"another image: {_called(here)} → {_called(there)}")
    if len(images) > 1:
        return arrow_to(said, Tie.UNKNOWN, f"both run the same {len(images)} images, and which is meant is not known")
    stale = next((cell for cell in (before, after) if cell.state is State.UNJUDGED), None)
    if stale:
        return Arrow(
            Tie.UNKNOWN, f"the same image when it was read, but {stale.environment} is not judged: {stale.reason}"
        )
    return Arrow(Tie.HOLDS, "the same image")


def _marks(groups: Iterable[Sequence[Group]]) -> dict[str, str]:
    """A letter for each image, in the order of the environments; past Z they are numbers."""
    found = dict.fromkeys(one.origin.identity for some in groups for one in some if one.origin)
    return {identity: chr(ord("A") + place) if place < 26 else str(place + 1) for place, identity in enumerate(found)}


def _mark(group: Group, marks: Mapping[str, str]) -> Mark:
    identity = group.origin.identity if group.origin else ""
    return Mark(marks.get(identity, NOT_KNOWN), listed(group.references, 1), identity)


def _called(groups: Sequence[Group]) -> str:
    return listed([_short(one) for one in groups], 3)


def _short(group: Group) -> str:
    """As in "1.4.2 (3f9a1c2b)": a tag alone does not tell two images apart."""
    identity = group.origin.identity[:8] if group.origin else "?"
    return f"{tag_of(group.references[0])} ({identity})" if group.references else identity


def _note(cell: Cell, groups: Sequence[Group]) -> str:
    if cell.state is State.UNJUDGED:
        return f"{'not judged' if any(one.containers for one in groups) else 'not read'}: {cell.reason}"
    return "" if groups else "missing" if cell.state is State.MISSING else "not deployed"


def _absent(cell: Cell) -> str:
    if cell.state is State.UNJUDGED:
        return f"{cell.environment} was not read: {cell.reason}"
    return f"{cell.environment} does not have it"


def _courses(groups: Sequence[Group], marks: Mapping[str, str], engines: Mapping[str, str]) -> tuple[Course, ...]:
    """Those that came by the same way are one, with several ends; at which line each is declared does not part them."""
    ways: dict[tuple[object, ...], list[Group]] = {}
    for one in groups:
        said = tuple((each.at.path, each.image, each.dockerfile, each.unknown) for each in one.said)
        way = (said, built_link(one), published_link(one), declared_arrow(one), published_arrow(one, engines))
        ways.setdefault(way, []).append(one)
    return tuple(_course(some, marks, engines) for some in ways.values())


def _course(groups: Sequence[Group], marks: Mapping[str, str], engines: Mapping[str, str]) -> Course:
    one = groups[0]
    places = dict.fromkeys(each.said[0].place for each in groups)
    return Course(
        mark=marks.get(one.origin.identity, NOT_KNOWN) if one.origin else NOT_KNOWN,
        links=(declared_link(one.said, listed(list(places), 4)), built_link(one), published_link(one)),
        arrows=(declared_arrow(one), published_arrow(one, engines)),
        runs=tuple(Run(each.environment, running_arrow(each), running_link(each)) for each in groups),
    )


def _broken(courses: Iterable[Course]) -> Iterable[Broken]:
    for course in courses:
        environments = tuple(dict.fromkeys(run.environment for run in course.runs))
        for arrow, before, after in (
            (course.arrows[0], Stage.DECLARED, Stage.BUILT),
            (course.arrows[1], Stage.BUILT, Stage.PUBLISHED),
        ):
            if arrow.tie is Tie.BROKE:
                yield Broken(environments, before, after, arrow)
        for run in course.runs:
            if run.arrow.tie is Tie.BROKE:
                yield Broken((run.environment,), Stage.PUBLISHED, Stage.RUNNING, run.arrow)


def _sentence(stations: Sequence[Station]) -> str:
    if not stations:
        return ""
    last = stations[-1]
    if last.step is None:
        called = listed([one.reference or one.identity[:12] or "an image that is not known" for one in last.images], 2)
        return f"{last.environment} runs {called}" if called else f"{last.environment}: {last.note}"
    before = stations[-2].environment
    match last.step.tie:
        case Tie.HOLDS:
            return f"{last.environment} runs the image that {before} runs"
        case Tie.BROKE:
            return f"{last.environment} does not run the image that {before} runs"
        case Tie.UNKNOWN:
            return f"it cannot be told whether {last.environment} runs what {before} runs: {last.step.sentence}"
