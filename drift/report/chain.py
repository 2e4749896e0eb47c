"""The chain of one service: what is declared, built, published and running, and whether each leads to the next."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from drift.report.declared import DeclaredImages
from drift.report.wording import count


class Stage(StrEnum):
    DECLARED = "declared"
    BUILT = "built"
    PUBLISHED = "published"
    RUNNING = "running"


class Tie(StrEnum):
    """The worst first."""

    BROKE = "broke"
    UNKNOWN = "unknown"
    """Nobody can tell: something that would say it was not seen."""
    HOLDS = "holds"


@dataclass(frozen=True, slots=True)
class Fact:
    label: str
    text: str


@dataclass(frozen=True, slots=True)
class Link:
    """What is known at one stage."""

    stage: Stage
    value: str = ""
    """ "shop/web:1.4", an image's identity, a digest; "" where it is not known."""
    unknown: str = ""
    """Why it is not known."""
    facts: tuple[Fact, ...] = ()


@dataclass(frozen=True, slots=True)
class Arrow:
    tie: Tie
    sentence: str
    """Why."""
    finding: int = 0
    """Number of the finding that says it; 0 where none does."""
    anchor: str = ""
    """Of that finding."""


@dataclass(frozen=True, slots=True)
class Run:
    """The end of a course in one environment."""

    environment: str
    arrow: Arrow
    link: Link


@dataclass(frozen=True, slots=True)
class Course:
    """One image's way, and where it ends: environments to which it came by the same way share it."""

    mark: str
    """A, B … : the same image has the same mark in one chain; "?" where it is not known which it is."""
    links: tuple[Link, Link, Link]
    """Declared, built, published."""
    arrows: tuple[Arrow, Arrow]
    runs: tuple[Run, ...]


@dataclass(frozen=True, slots=True)
class Station:
    """A service in one environment, beside those before and after it."""

    environment: str
    images: tuple["Mark", ...]
    """More than one where replicas run different images; empty where it is not there."""
    note: str = ""
    """What the images do not say: "not deployed", "missing", why it was not read or not judged."""
    step: Arrow | None = None
    """From the environment before; None for the first, and between two that do not have it."""


@dataclass(frozen=True, slots=True)
class Mark:
    mark: str
    reference: str
    """As its containers were created; "" where that says no name."""
    identity: str
    """Hex, "" where it is not known."""


@dataclass(frozen=True, slots=True)
class Broken:
    """An arrow of a course that broke, and where."""

    environments: tuple[str, ...]
    before: Stage
    after: Stage
    arrow: Arrow


@dataclass(frozen=True, slots=True)
class Chain:
    service: str
    tie: Tie
    sentence: str
    """Does the last environment run what the one before it runs?"""
    step: Arrow | None
    """That between these two; None where there is one environment alone, or none of the two has the service."""
    stations: tuple[Station, ...]
    """One for each environment, in the policy's order."""
    courses: tuple[Course, ...]
    broken: tuple[Broken, ...]


@dataclass(frozen=True, slots=True)
class Name:
    """How one engine calls an image."""

    engine: str
    """Its uid."""
    reference: str
    """Its image ID there, or a repository with a digest."""
    digest: str


@dataclass(frozen=True, slots=True)
class Origin:
    """What the store has of an image beside its content."""

    identity: str
    """Hex."""
    platform: str
    created: str
    """RFC 3339 as its builder wrote it, "" where it does not say."""
    labels: Mapping[str, str]
    names: tuple[Name, ...] = ()
    manifest: str = ""
    """Digest of its manifest, as an archive or a layout says it; "" where none does."""

    def has(self, digest: str) -> bool:
        return digest == self.manifest or any(one.digest == digest for one in self.names)


@dataclass(frozen=True, slots=True)
class Origins:
    """What chains are made of, beside what is judged."""

    declared: DeclaredImages = field(default_factory=DeclaredImages)
    images: Mapping[bytes, Origin] = field(default_factory=dict)
    """Snapshot → the image that it is of."""


def worst(arrows: Iterable[Arrow]) -> Tie:
    """HOLDS where there is none."""
    ties = {arrow.tie for arrow in arrows}
    return next((tie for tie in Tie if tie in ties), Tie.HOLDS)


def summary(chains: Sequence[Chain], environments: Sequence[str]) -> str:
    """Is the last environment what the one before it is? For all services in a sentence; "" where there are not several that say it."""
    ties = [chain.step.tie for chain in chains if chain.step]
    if len(environments) < 2 or len(ties) < 2:
        return ""
    before, after = environments[-2:]
    same, other, unknown = (ties.count(tie) for tie in (Tie.HOLDS, Tie.BROKE, Tie.UNKNOWN))
    if unknown == len(ties):
        return f"It cannot be told whether {after} runs what {before} runs."
    known = [f"{_run(same)} in {after} the image that {before} runs"] if same else []
    known += [f"{_run(other)} another image in {after} than in {before}"] if other else []
    known += [f"of {unknown:,} it cannot be told"] if unknown else []
    return f"Of {count(len(ties), 'service')} {'; '.join(known)}."


def _run(number: int) -> str:
    return f"{number:,} {'runs' if number == 1 else 'run'}"


def day(text: str) -> str:
    """Of an engine's or builder's RFC 3339 time: "2026-11-24 09:30 UTC"; as it is where it is none."""
    try:
        at = datetime.fromisoformat(text)
    except ValueError:
        return text
    return f"{at:%Y-%m-%d %H:%M} UTC" if not at.utcoffset() else f"{at:%Y-%m-%d %H:%M%z}"
