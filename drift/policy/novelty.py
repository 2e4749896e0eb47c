"""Which findings are new: those that do not stand since before the state that is judged (docs/decisions/0011)."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Protocol

from drift.model.findings import Finding, Outcome, Severity, Verdict
from drift.model.fleet import FleetState


class Stood(Protocol):
    """What is known of a finding from before."""

    @property
    def since(self) -> datetime:
        """When it appeared, came back or became worse."""
        ...

    @property
    def resolved(self) -> datetime | None: ...

    @property
    def worst(self) -> Severity: ...

    @property
    def refused(self) -> bool:
        """Did a gate fail because it was new?"""
        ...


@dataclass(frozen=True, slots=True)
class Before:
    """What "before" means for each finding."""

    moment: datetime | None = None
    """One that somebody names, for all; it also takes in what a gate once refused."""
    read: Mapping[str, datetime] = field(default_factory=dict)
    """Environment → when the oldest snapshot of its state was read: what any earlier scan saw is from before."""

    @classmethod
    def state(cls, state: FleetState) -> "Before":
        times: dict[str, datetime] = {}
        for one in state.observations:
            times[one.environment] = min(one.at, times.get(one.environment, one.at))
        return cls(read=times)

    def knows(self, finding: Finding, stood: Stood | None) -> bool:
        """Does it stand since before, no worse than it was then?"""
        if stood is None or stood.resolved is not None or finding.severity > stood.worst:
            return False
        if self.moment is not None:
            return stood.since < self.moment
        times = [self.read[name] for name in finding.environments if name in self.read] or list(self.read.values())
        return not stood.refused and bool(times) and stood.since < min(times)


def only_new(verdict: Verdict, before: Before, stood: Mapping[str, Stood]) -> Verdict:
    """The verdict by what is new alone, which comes first. What could not be judged stays so: it has no age."""
    known = frozenset(one.fingerprint for one in verdict.findings if before.knows(one, stood.get(one.fingerprint)))
    findings = sorted(verdict.findings, key=lambda one: one.fingerprint in known)
    found = replace(verdict, known=known, findings=tuple(findings))
    if found.outcome is Outcome.UNJUDGED:
        return found
    return replace(found, outcome=Outcome.DRIFT if found.has_drift else Outcome.PASS)
