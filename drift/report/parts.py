"""What reports are made of. Frozen; a renderer reads them and decides nothing."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Protocol

from drift.model.changes import ChangeType, Relation
from drift.model.findings import Finding


class State(StrEnum):
    """Of one service in one environment."""

    OK = "ok"
    """Observed, and nothing above info was found."""
    MINOR = "minor"
    """Findings, all below the threshold."""
    DRIFT = "drift"
    """At least one finding at or above the threshold."""
    UNJUDGED = "unjudged"
    """It could not be judged: a failure, or a snapshot too old. Wins over DRIFT."""
    MISSING = "missing"
    """It should be there (a finding says so) and is not."""
    NOT_DEPLOYED = "not-deployed"
    """It is not there, and nothing says that it should be."""


class Seen(Protocol):
    """When a finding's fingerprint was first and last found."""

    @property
    def first_seen(self) -> datetime: ...

    @property
    def last_seen(self) -> datetime: ...


@dataclass(frozen=True, slots=True)
class Headline:
    word: str
    """DRIFT, NO DRIFT, CANNOT JUDGE, DIFFERENT, EQUAL, or what a smaller report is: STATUS, HISTORY …"""
    sentence: str
    judged: str = ""
    """What was judged and how old it is: a second line."""
    state: State | None = None
    """Good or bad, for a mark and a colour; None where the report is no judgement."""

    @property
    def answer(self) -> str:
        """The first line of every output."""
        return f"{self.word}: {self.sentence}"


@dataclass(frozen=True, slots=True)
class Tool:
    version: str
    policy_digest: str = ""
    """Hex; "" where no policy was asked."""


@dataclass(frozen=True, slots=True)
class Value:
    """One field that differs, as text."""

    label: str
    """ "mode", "value", "version" …"""
    before: str | None
    after: str | None
    """None where that side has nothing."""


@dataclass(frozen=True, slots=True)
class Numbered:
    """A finding at its place in the report."""

    number: int
    """From 1, in rank order."""
    finding: Finding
    environment: str
    """The one that is judged: the last of the finding's environments, "" for a comparison without any."""
    before_is: str
    after_is: str
    """What the two sides are: "image" and "container", "staging" and "production"."""
    fails: bool
    """Is it at or above the threshold?"""
    values: tuple[Value, ...]
    first_seen: datetime | None = None
    last_seen: datetime | None = None
    known: bool = False
    """Where only what is new counts: it stands since before."""

    @property
    def is_added(self) -> bool:
        """Does the side before have nothing at all?"""
        return all(one.before is None for one in self.values)

    @property
    def is_removed(self) -> bool:
        return all(one.after is None for one in self.values)

    @property
    def anchor(self) -> str:
        """The same in every report that has this finding."""
        return f"f-{self.finding.fingerprint}"


@dataclass(frozen=True, slots=True)
class Group:
    """The findings of one service in one environment, in rank order."""

    service: str
    environment: str
    anchor: str
    findings: tuple[Numbered, ...]
    """Those that are shown."""
    counts: Mapping[str, int]
    """Severity name → number, of all."""

    @property
    def name(self) -> str:
        return " · ".join(part for part in (self.service, self.environment) if part)


@dataclass(frozen=True, slots=True)
class ImageName:
    reference: str
    """As written where the container was created."""
    identity: str
    """Hex, "" where it is not known."""


@dataclass(frozen=True, slots=True)
class Cell:
    environment: str
    state: State
    counts: Mapping[str, int]
    """Severity name → number of findings, all five."""
    findings: tuple[int, ...]
    """Their numbers."""
    anchor: str
    """Of the group of its findings."""
    images: tuple[ImageName, ...] = ()
    """More than one where replicas run different images."""
    instances: tuple[str, ...] = ()
    age: timedelta | None = None
    """Of its oldest snapshot."""
    reason: str = ""
    """Why it is unjudged or missing."""


@dataclass(frozen=True, slots=True)
class Row:
    service: str
    cells: tuple[Cell, ...]
    """One for each environment of the matrix, in its order."""


@dataclass(frozen=True, slots=True)
class Matrix:
    environments: tuple[str, ...]
    rows: tuple[Row, ...]
    """By service name."""


@dataclass(frozen=True, slots=True)
class HiddenBy:
    """The findings that one line of the policy hides."""

    by: str
    reason: str
    findings: tuple[Finding, ...]


class NoteType(StrEnum):
    NOT_LOOKED_FOR = "not-looked-for"
    UNSTABLE = "unstable"
    NOTE = "note"


@dataclass(frozen=True, slots=True)
class Note:
    """One sentence about how well was looked, and for which containers it holds."""

    type: NoteType
    text: str
    where: tuple[str, ...]
    """ "production/api-1", sorted; empty where it holds for all."""


@dataclass(frozen=True, slots=True)
class SideLine:
    """Where one side of what was judged came from."""

    label: str
    """A reference that a person can use again."""
    environment: str
    service: str
    instance: str
    at: datetime | None
    route: str
    snapshot: str
    """Hex."""
    image: str
    """Identity, hex; "" where it is not known."""
    image_reference: str = ""
    state: str = ""
    engine: str = ""


@dataclass(frozen=True, slots=True)
class Compared:
    """One comparison that was made."""

    relation: Relation
    service: str
    before: str
    after: str
    equal: int
    """Records that are equal."""
    changes: Mapping[ChangeType, int]
    """How many of each, only those there are."""
    explained: int
    """Changes among them that something accounts for."""


@dataclass(frozen=True, slots=True)
class SourceLine:
    """A line of a file of the repository."""

    path: str
    """From the repository's root, with /."""
    line: int = 1


@dataclass(frozen=True, slots=True)
class Declared:
    """Where the repository says what should run."""

    policy: SourceLine = SourceLine("drift.toml")
    """For what nothing else in the repository declares; GitHub and GitLab want a file for everything."""
    services: Mapping[str, SourceLine] = field(default_factory=dict)
    """Service of a Compose file → its line there."""
    dockerfiles: Mapping[str, SourceLine] = field(default_factory=dict)
    """Service of a Compose file that is built → its Dockerfile."""

    def of(self, service: str) -> SourceLine:
        """Of a service as findings name it: "web", or "shop/web"."""
        return self.services.get(_last(service), self.policy)

    def dockerfile(self, service: str) -> SourceLine | None:
        return self.dockerfiles.get(_last(service))


def _last(service: str) -> str:
    return service.rpartition("/")[2]
