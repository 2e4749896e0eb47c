"""Any two environments side by side: of each service the records that are not the same everywhere, and how many are.

One table for each service has all environments as columns, so that it holds every pair of them: what differs between two is a row in
which their cells are not of one class. Kinds whose sets have one digest everywhere are counted, their records are not read.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from drift.model.facts import Status
from drift.model.records import Kind
from drift.model.snapshot import Section, Snapshot
from drift.report.beside import DocumentDiff, Documents, document_diffs
from drift.report.joined import Joined, KindRows, Weights
from drift.report.room import Room

KINDS = (
    Kind.IDENTITY,
    Kind.ENV,
    Kind.CONFIG,
    Kind.RUNTIME,
    Kind.MOUNTS,
    Kind.PACKAGES,
    Kind.LIBRARIES,
    Kind.SCRIPTS,
    Kind.ACCOUNTS,
    Kind.CERTIFICATES,
    Kind.SCHEDULES,
    Kind.HOST,
)
"""In the order in which a person looks. Files have a tree of their own."""
SMALL = 60
"""Rows."""
OF_RECORDS, OF_NAMES, OF_DOCUMENTS = 350_000, 60_000, 140_000
"""Bytes of the page."""


@dataclass(frozen=True, slots=True)
class Held:
    """What an environment has of a service: the state that most of its containers are in."""

    snapshot: Snapshot
    containers: tuple[str, ...]
    """Those in this state."""
    of: int
    """All of the service."""
    documents: Documents = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Deployed:
    """A service in all environments that have it."""

    service: str
    held: Mapping[str, Held]


@dataclass(frozen=True, slots=True)
class Column:
    environment: str
    note: str
    """Which containers it stands for; "" where there is none."""


@dataclass(frozen=True, slots=True)
class ServiceSides:
    service: str
    columns: tuple[Column, ...]
    """One for each environment of the page."""
    kinds: tuple[KindRows, ...]
    """Those that differ somewhere, or could not be read."""
    equal_kinds: tuple[tuple[Kind, int], ...]
    """The others, and how many records each has."""
    documents: tuple[DocumentDiff, ...]
    more_documents: int

    @property
    def is_small(self) -> bool:
        """Can a person take it in as a whole?"""
        return sum(len(one.rows) for one in self.kinds) <= SMALL

    @property
    def unread(self) -> tuple[str, ...]:
        """As "packages of production"."""
        return tuple(f"{rows.kind} of {environment}" for rows in self.kinds for environment, _ in rows.unread)

    @property
    def differing(self) -> int:
        return sum(one.differing for one in self.kinds)

    @property
    def equal_of_kinds(self) -> int:
        """Of those that are the same everywhere."""
        return sum(number for _, number in self.equal_kinds)

    @property
    def equal(self) -> int:
        return self.equal_of_kinds + sum(one.equal for one in self.kinds)

    @property
    def is_equal(self) -> bool:
        return not self.kinds and not self.documents


@dataclass(frozen=True, slots=True)
class SideBySide:
    environments: tuple[str, ...]
    kinds: tuple[Kind, ...]
    """Those that have rows."""
    services: tuple[ServiceSides, ...]
    """Those that differ somewhere, the one with the worst finding first."""
    equal: tuple[ServiceSides, ...]
    """Those that are the same in all environments that have them."""
    alone: tuple[tuple[str, str], ...]
    """Service and the only environment that has it."""

    @property
    def is_cut(self) -> bool:
        """Is there more that differs than there was room for?"""
        return any(rows.more for one in self.services for rows in one.kinds)


def side_by_side(environments: Sequence[str], deployed: Iterable[Deployed], weights: Weights) -> SideBySide | None:
    """None where no service is in two environments."""
    services = list(deployed)
    several = [one for one in services if len(one.held) > 1]
    if not several:
        return None
    page = _Page(tuple(environments), weights)
    made = [page.service(one) for one in sorted(several, key=lambda one: (-page.worst(one.service), one.service))]
    differing = sorted((one for one in made if not one.is_equal), key=lambda one: not one.differing)
    return SideBySide(
        environments=page.environments,
        kinds=tuple(kind for kind in KINDS if any(kind is rows.kind for one in differing for rows in one.kinds)),
        services=tuple(differing),
        equal=tuple(one for one in made if one.is_equal),
        alone=tuple((one.service, next(iter(one.held))) for one in services if len(one.held) == 1),
    )


@dataclass(frozen=True, slots=True)
class _Page:
    """What all services share."""

    environments: tuple[str, ...]
    weights: Weights
    records: Room = field(default_factory=lambda: Room(OF_RECORDS))
    names: Room = field(default_factory=lambda: Room(OF_NAMES))
    documents: Room = field(default_factory=lambda: Room(OF_DOCUMENTS))

    def worst(self, service: str) -> int:
        return max((severity for place, severity in self.weights.items() if place[0] == service), default=-1)

    def service(self, one: Deployed) -> ServiceSides:
        held = [one.held.get(name) for name in self.environments]
        columns = tuple(Column(name, _note(there)) for name, there in zip(self.environments, held, strict=True))
        kinds: list[KindRows] = []
        equal: list[tuple[Kind, int]] = []
        for kind in KINDS:
            sections = [there.snapshot.sections.get(kind) if there else None for there in held]
            rows = self._rows(one.service, kind, sections)
            if rows is not None and (rows.differing or rows.unread):
                kinds.append(rows)
            elif number := rows.equal if rows else _alike(sections):
                equal.append((kind, number))
        documents = [there.documents if there else {} for there in held]
        shown, more = document_diffs(self.environments, documents, self.documents)
        return ServiceSides(one.service, columns, tuple(kinds), tuple(equal), shown, more)

    def _rows(self, service: str, kind: Kind, sections: Sequence[Section | None]) -> KindRows | None:
        """None where what is known has one digest: then no record is read."""
        digests = {section.set.digest for section in sections if section and section.set is not None}
        failed = any(section is not None and section.status is Status.FAILED for section in sections)
        if len(digests) < 2 and not failed:
            return None
        return Joined(kind, self.environments, sections).rows(service, self.weights, self.records, self.names)


def _alike(sections: Sequence[Section | None]) -> int:
    """How many records each has, where more than one is known."""
    sizes = [len(section.set) for section in sections if section and section.set is not None]
    return sizes[0] if len(sizes) > 1 else 0


def _note(held: Held | None) -> str:
    if held is None:
        return ""
    if held.of == 1:
        return held.containers[0]
    return f"{len(held.containers)} of {held.of} containers"
