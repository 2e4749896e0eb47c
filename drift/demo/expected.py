"""What the demo injected, which findings must say so, and whether they do."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from drift.model.findings import Finding, Severity
from drift.model.records import Kind


@dataclass(frozen=True, slots=True)
class Place:
    service: str
    environment: str
    replica: int = 0
    """From 1; 0 is each container of the service in the environment."""

    def __str__(self) -> str:
        which = f" (replica {self.replica})" if self.replica else ""
        return f"{self.service} in {self.environment}{which}"


@dataclass(frozen=True, slots=True)
class Expected:
    """A finding that must be there, at low severity or above."""

    rule: str
    service: str
    environments: tuple[str, ...]
    kind: Kind
    key: str


@dataclass(frozen=True, slots=True)
class Injected:
    injector: str
    """Its name."""
    said: str
    """One sentence: what was done, and where."""
    place: Place
    instances: tuple[str, ...]
    """Names of the containers that it was done to."""
    expected: tuple[Expected, ...]


@dataclass(frozen=True, slots=True)
class Matched:
    found: tuple[Injected, ...]
    """Those of which all expected findings are there."""
    missed: tuple[tuple[Injected, Expected], ...]
    unexpected: tuple[Finding, ...]
    """Findings of low severity or above that nothing injected accounts for."""

    @property
    def is_exact(self) -> bool:
        """All, and nothing else."""
        return not self.missed and not self.unexpected


def match(findings: Iterable[Finding], injected: Sequence[Injected]) -> Matched:
    """A finding accounts for one expectation, and is needed for each: a second one like it is unexpected."""
    left = Counter(expected for one in injected for expected in one.expected)
    unexpected = []
    for finding in findings:
        if finding.severity < Severity.LOW:
            continue
        expected = Expected(finding.rule, finding.service, finding.environments, finding.kind, finding.key)
        if left[expected]:
            left[expected] -= 1
        else:
            unexpected.append(finding)
    missed = tuple((one, expected) for one in injected for expected in one.expected if left[expected])
    lacking = {one.injector for one, _ in missed}
    return Matched(tuple(one for one in injected if one.injector not in lacking), missed, tuple(unexpected))
