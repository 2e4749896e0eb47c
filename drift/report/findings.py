"""Findings at their place in a report: numbered in rank order, grouped by service and environment."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence

from drift.model.canonical import sha256, to_bytes
from drift.model.changes import Relation
from drift.model.findings import Finding, Hidden, Severity, Verdict
from drift.report.parts import Group, HiddenBy, Numbered, Seen
from drift.report.values import differing

_SIDES = {
    Relation.CONTAINER_IMAGE: ("image", "container"),
    Relation.IMAGE_IMAGE: ("first image", "second image"),
    Relation.INSTANCES: ("other replicas", "this replica"),
    Relation.NOW_BEFORE: ("before", "now"),
}


Sides = Mapping[tuple[Relation, str], tuple[str, str]]
"""Relation and service → what the two sides are called, where that is not the usual."""


def numbered(verdict: Verdict, sightings: Mapping[str, Seen], sides: Sides) -> tuple[Numbered, ...]:
    """The verdict's findings in its order, which is their rank."""
    return tuple(
        _numbered(number, finding, verdict, sightings.get(finding.fingerprint), sides)
        for number, finding in enumerate(verdict.findings, start=1)
    )


def _numbered(number: int, finding: Finding, verdict: Verdict, seen: Seen | None, sides: Sides) -> Numbered:
    before, after = sides.get((finding.relation, finding.service)) or sides_of(finding)
    return Numbered(
        number=number,
        finding=finding,
        environment=judged_in(finding),
        before_is=before,
        after_is=after,
        fails=verdict.fails(finding),
        values=differing(finding),
        first_seen=seen.first_seen if seen else None,
        last_seen=seen.last_seen if seen else None,
        known=finding.fingerprint in (verdict.known or ()),
    )


def unranked(finding: Finding) -> Numbered:
    """A finding that the policy hides, as it would be shown; its number is 0."""
    before, after = sides_of(finding)
    return Numbered(
        number=0,
        finding=finding,
        environment=judged_in(finding),
        before_is=before,
        after_is=after,
        fails=False,
        values=differing(finding),
    )


def judged_in(finding: Finding) -> str:
    """The environment that a finding is about: of two it is the later one, which should be like the one before it."""
    return finding.environments[-1] if finding.environments else ""


def sides_of(finding: Finding) -> tuple[str, str]:
    """What a person calls the two sides."""
    return sides_of_relation(finding.relation, finding.environments)


def sides_of_relation(relation: Relation, environments: Sequence[str]) -> tuple[str, str]:
    match relation, environments:
        case Relation.ENVIRONMENTS, [before, after]:
            return before, after
        case _:
            return _SIDES.get(relation, ("before", "after"))


def grouped(findings: Iterable[Numbered], at_most: int) -> tuple[Group, ...]:
    """By service and environment; the group with the worst finding first, in each the worst first. Shown are the first `at_most`."""
    groups: dict[tuple[str, str], list[Numbered]] = {}
    for one in findings:
        groups.setdefault((one.finding.service, one.environment), []).append(one)
    return tuple(
        Group(
            service=service,
            environment=environment,
            anchor=anchor_of(service, environment),
            findings=tuple(one for one in members if one.number <= at_most),
            counts=counts_of(one.finding for one in members),
        )
        for (service, environment), members in groups.items()
        if members[0].number <= at_most
    )


def anchor_of(service: str, environment: str) -> str:
    """The same in every report, so that a link lives longer than the page."""
    return f"g-{sha256(to_bytes(service), to_bytes(environment)).hex()[:12]}"


def rank_of(severity: Severity | None) -> int:
    """Of nothing that was found it is below all others."""
    return -1 if severity is None else int(severity)


def counts_of(findings: Iterable[Finding]) -> dict[str, int]:
    """Severity name → number, all five, the worst first."""
    found = Counter(finding.severity for finding in findings)
    return {str(severity): found[severity] for severity in sorted(Severity, reverse=True)}


def hidden_by(hidden: Sequence[Hidden]) -> tuple[HiddenBy, ...]:
    """What is not shown, by the line of the policy that hides it, in the verdict's order."""
    lines: dict[tuple[str, str], list[Finding]] = {}
    for one in hidden:
        lines.setdefault((one.by, one.reason), []).append(one.finding)
    return tuple(HiddenBy(by, reason, tuple(findings)) for (by, reason), findings in lines.items())
