"""What a change means: rule, severity, remedy; and the verdict over all of them."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import IntEnum, StrEnum
from typing import NamedTuple

from drift.model.canonical import Document, sha256, to_bytes
from drift.model.changes import ChangeType, Detail, Relation
from drift.model.records import Kind


class Severity(IntEnum):
    INFO = 0
    LOW = 1
    MEDIUM = 2
    HIGH = 3
    CRITICAL = 4

    def __str__(self) -> str:
        return self.name.lower()

    @classmethod
    def parse(cls, text: str) -> "Severity":
        """From "high". KeyError for any other word."""
        return cls[text.upper()]


class Effect(StrEnum):
    """What a difference does to the program, the worst first, where it was worked out. It changes a finding's rank, never its severity."""

    NO_START = "no-start"
    """The container, or a program that it is for, does not start."""
    FAILS = "fails"
    """Something fails while it runs."""
    DIFFERS = "differs"
    """It runs and does something else."""
    EXPOSED = "exposed"
    """It runs, and what confines it is weaker."""


class Consequence(NamedTuple):
    """What a difference leads to, in a sentence; "" where nothing was worked out."""

    text: str = ""
    effect: Effect | None = None


NO_CONSEQUENCE = Consequence()


@dataclass(frozen=True, slots=True)
class Member:
    """One of several things that a finding stands for: a file of an upgraded package, a replica."""

    key: str
    change: ChangeType
    instance: str = ""
    before: Document | None = None
    after: Document | None = None


@dataclass(frozen=True, slots=True)
class Finding:
    rule: str
    severity: Severity
    relation: Relation
    service: str
    environments: tuple[str, ...]
    kind: Kind
    key: str
    change: ChangeType
    title: str
    """One line that a person understands without the rest."""
    before: Document | None = None
    after: Document | None = None
    details: tuple[Detail, ...] = ()
    members: tuple[Member, ...] = ()
    instances: tuple[str, ...] = ()
    """Container names that show it."""
    attribution: str = ""
    step: str = ""
    """The step of the image's build that made what it is about: "RUN apt-get install -y nginx"."""
    consequence: str = ""
    effect: Effect | None = None
    """What the consequence is of; None where none was worked out."""
    remedy: str = ""

    @property
    def fingerprint(self) -> str:
        """Hex. Of relation, rule, service, environments, kind and key, never of values: it stays while the value moves."""
        parts = (self.relation.value, self.rule, self.service, *self.environments, self.kind.value, self.key)
        return sha256(b"finding", *(to_bytes(part) for part in parts)).hex()[:32]


class Outcome(StrEnum):
    PASS = "pass"  # noqa: S105 - a verdict, no password
    DRIFT = "drift"
    UNJUDGED = "unjudged"
    """Could not judge: nothing to judge, a failure, a missing side, a snapshot too old. Wins over DRIFT."""


@dataclass(frozen=True, slots=True)
class Hidden:
    """A finding that is not shown, and the line of the policy that says so."""

    finding: Finding
    by: str
    """For example "waiver 2 (drift.toml line 31)", "ignore files line 12", "severity override off"."""
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Verdict:
    outcome: Outcome
    threshold: Severity
    findings: tuple[Finding, ...]
    """Most severe first, then by environment order, service, kind, key; where only new ones count, these before the known."""
    hidden: tuple[Hidden, ...] = ()
    unjudged: tuple[str, ...] = ()
    """Why it could not be judged: one line each; empty when outcome is not UNJUDGED."""
    counts: Mapping[str, int] = field(default_factory=dict)
    """Severity name → number of findings, all five names present."""
    policy_digest: str = ""
    unused_waivers: tuple[str, ...] = ()
    thresholds: Mapping[str, Severity] = field(default_factory=dict)
    """Environment → its own threshold, where the policy gives one."""
    known: frozenset[str] | None = None
    """Fingerprints that do not count, because they stand since before; None: all count."""

    def fails(self, finding: Finding) -> bool:
        """Is it drift, at or above the threshold of the environment that is judged? What could not be compared is no drift, what is known no news."""
        if finding.kind is Kind.COVERAGE and finding.change is ChangeType.INCOMPARABLE:
            return False
        if self.known and finding.fingerprint in self.known:
            return False
        judged = finding.environments[-1] if finding.environments else ""
        return finding.severity >= self.thresholds.get(judged, self.threshold)

    @property
    def has_drift(self) -> bool:
        return any(self.fails(finding) for finding in self.findings)
