"""The pages of a static site: an overview, one page for each service and each environment, and what was before."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import StrEnum

from drift.model.fleet import FleetState
from drift.model.past import Past
from drift.model.snapshot import Observation, ServiceName
from drift.report.findings import counts_of
from drift.report.history import Event, events_of
from drift.report.judged import Report
from drift.report.parts import Cell, Headline, ImageName, Numbered, State
from drift.report.site_files import ENVIRONMENT, HISTORY, INDEX, SERVICE, SERVICE_HISTORY, WHOLE, file_of
from drift.report.timeline import timeline
from drift.report.wording import count, listed

EVENTS = 200
"""Of one service: the newest."""


class PageType(StrEnum):
    """Which template shows it."""

    INDEX = "index"
    WHOLE = "whole"
    """Everything on one page, as `drift report -o` writes it."""
    SERVICE = "service"
    ENVIRONMENT = "environment"
    HISTORY = "history"
    SERVICE_HISTORY = "service-history"


@dataclass(frozen=True, slots=True)
class Place:
    """One row or column of the matrix, with the cells that the page about the other one shows."""

    name: str
    file: str
    cell: Cell


@dataclass(frozen=True, slots=True)
class Container:
    """One that is there now."""

    environment: str
    name: str
    image: ImageName
    unchanged_since: datetime | None
    """None: since before all that is drawn."""


@dataclass(frozen=True, slots=True)
class Page:
    type: PageType
    file: str
    report: Report
    """Cut to what the page is about."""
    name: str = ""
    """Of the service or the environment."""
    places: tuple[Place, ...] = ()
    """Of a service its environments, of an environment its services."""
    others: Mapping[str, str] = field(default_factory=dict)
    """Service → file: of each history on the page that leads to them."""
    history: str = ""
    """Of a service's page: the file of its history, and the other way round."""
    events: tuple[Event, ...] = ()
    """The newest first."""
    containers: tuple[Container, ...] = ()


@dataclass(frozen=True, slots=True)
class Site:
    pages: tuple[Page, ...]
    """The index last."""
    services: Mapping[str, str]
    """Name → file."""
    environments: Mapping[str, str]
    cells: Mapping[str, str]
    """Anchor of a cell of the matrix → where its findings are."""


@dataclass(frozen=True, slots=True)
class Sources:
    """All that pages are made of."""

    report: Report
    past: Past
    state: FleetState
    names: Mapping[tuple[str, ServiceName], str]
    """Environment and service → its name in findings."""


def site(sources: Sources) -> Site:
    matrix = sources.report.matrix
    rows = matrix.rows if matrix else ()
    services = {row.service: file_of(SERVICE, row.service) for row in rows if row.service}
    environments = {name: file_of(ENVIRONMENT, name) for name in (matrix.environments if matrix else ())}
    cells = {
        cell.anchor: _address(services.get(row.service) or environments[cell.environment], cell)
        for row in rows
        for cell in row.cells
    }
    pages = [
        Page(PageType.WHOLE, WHOLE, sources.report),
        *(_service(sources, name, services, environments) for name in services),
        *(_environment(sources, name, services, environments) for name in environments),
        *_histories(sources, services),
        Page(PageType.INDEX, INDEX, replace(sources.report, findings=(), hidden=(), timeline=None)),
    ]
    return Site(tuple(pages), services, environments, cells)


def _address(file: str, cell: Cell) -> str:
    return f"{file}#{cell.anchor}" if cell.findings else file


def _service(sources: Sources, name: str, services: Mapping[str, str], environments: Mapping[str, str]) -> Page:
    matrix = sources.report.matrix
    cells = [cell for row in (matrix.rows if matrix else ()) if row.service == name for cell in row.cells]
    found = [one for one in sources.report.findings if one.finding.service == name]
    return Page(
        type=PageType.SERVICE,
        file=services[name],
        report=_cut(sources.report, name, found, cells),
        name=name,
        places=tuple(Place(cell.environment, environments[cell.environment], cell) for cell in cells),
        history=file_of(SERVICE_HISTORY, name),
    )


def _environment(sources: Sources, name: str, services: Mapping[str, str], environments: Mapping[str, str]) -> Page:
    matrix = sources.report.matrix
    places = [
        Place(row.service, services.get(row.service, ""), cell)
        for row in (matrix.rows if matrix else ())
        for cell in row.cells
        if cell.environment == name
    ]
    found = [one for one in sources.report.findings if one.environment == name]
    return Page(
        type=PageType.ENVIRONMENT,
        file=environments[name],
        report=_cut(sources.report, name, found, [one.cell for one in places]),
        name=name,
        places=tuple(places),
    )


def _histories(sources: Sources, services: Mapping[str, str]) -> Iterator[Page]:
    turns: dict[str, list[Observation]] = defaultdict(list)
    for one in sources.past.turns:
        turns[sources.names.get((one.environment, one.service)) or str(one.service)].append(one)
    identities = {snapshot: image.hex() for snapshot, image in sources.past.images.items()}
    others = {name: file_of(SERVICE_HISTORY, name) for name in services}
    for name, file in others.items():
        events = list(events_of(turns[name], identities, {}))
        drawn = timeline(sources.past, sources.report.findings, sources.state, sources.names, name)
        told = Headline("HISTORY", f"{name}: {drawn.summary if drawn else 'never read'}")
        yield Page(
            type=PageType.SERVICE_HISTORY,
            file=file,
            report=replace(sources.report, headline=told, findings=(), hidden=(), timeline=drawn),
            name=name,
            history=services[name],
            events=tuple(reversed(events[-EVENTS:])),
            containers=tuple(_containers(sources, name, turns[name], identities)),
        )
    whole = sources.report.timeline
    told = Headline("HISTORY", whole.summary if whole else "nothing was ever read")
    yield Page(
        PageType.HISTORY, HISTORY, replace(sources.report, headline=told, findings=(), hidden=()), others=dict(others)
    )


def _containers(
    sources: Sources, name: str, turns: Sequence[Observation], identities: Mapping[bytes, str]
) -> Iterator[Container]:
    last = {(one.environment, one.engine.uid, one.container_name): one for one in turns}
    for one in sources.state.observations:
        if (sources.names.get((one.environment, one.service)) or str(one.service)) == name:
            turned = last.get((one.environment, one.engine.uid, one.container_name))
            yield Container(
                environment=one.environment,
                name=one.container_name,
                image=ImageName(one.image_reference, identities.get(one.snapshot, "")),
                unchanged_since=turned.at if turned else None,
            )


def _cut(report: Report, name: str, findings: Sequence[Numbered], cells: Sequence[Cell]) -> Report:
    """Only what is about one service or environment, and nothing that only says when it was read last."""
    return replace(
        report,
        headline=_headline(name, findings, cells),
        findings=tuple(replace(one, number=number, last_seen=None) for number, one in enumerate(findings, start=1)),
        counts=counts_of(one.finding for one in findings),
        gaps=tuple(one for one in report.gaps if name in (one.service, one.environment)),
        hidden=(),
        matrix=None,
        timeline=None,
    )


def _headline(name: str, findings: Sequence[Numbered], cells: Sequence[Cell]) -> Headline:
    """Not judged wins over drift, as in the verdict."""
    unjudged = [cell for cell in cells if cell.state is State.UNJUDGED]
    failing = [one for one in findings if one.fails]
    if unjudged:
        return Headline("CANNOT JUDGE", f"{name}: {unjudged[0].reason}", state=State.UNJUDGED)
    if failing:
        where = listed(sorted({one.environment or one.finding.service for one in failing}))
        sentence = f"{name}: {count(len(failing), 'finding')} at or above the threshold"
        return Headline("DRIFT", f"{sentence} in {where}" if where != name else sentence, state=State.DRIFT)
    few = f"{count(len(findings), 'finding')}, all below the threshold" if findings else "no finding"
    return Headline("NO DRIFT", f"{name}: {few}", state=State.MINOR if findings else State.OK)
