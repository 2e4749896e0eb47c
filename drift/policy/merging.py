"""One drift is said once: for all replicas that show it, and not again for each pair of environments."""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from drift.model.changes import ChangeType, Relation
from drift.model.findings import Finding, Member
from drift.model.records import Kind

_REPEATING = frozenset({Relation.ENVIRONMENTS, Relation.INSTANCES})
_OF_THEIR_OWN = frozenset({Kind.COVERAGE, Kind.IDENTITY, Kind.HOST})


def merged(findings: Iterable[Finding]) -> list[Finding]:
    """Findings of one fingerprint become one with all their instances; order of first appearance."""
    same: dict[str, list[Finding]] = defaultdict(list)
    for finding in findings:
        same[finding.fingerprint].append(finding)
    return [_one(group) for group in same.values()]


def without_repeats(findings: Sequence[Finding]) -> list[Finding]:
    """Without what differs between two environments, or replicas, because one of them differs from its own image.

    That finding says it already, and is at least as severe.
    """
    own: dict[tuple[str, Kind, str], list[Finding]] = defaultdict(list)
    for finding in findings:
        if finding.relation is Relation.CONTAINER_IMAGE:
            for subject in _subjects(finding):
                own[subject].append(finding)
    return [one for one in findings if not any(_says(said, one) for said in own[one.service, one.kind, one.key])]


def _subjects(finding: Finding) -> Iterator[tuple[str, Kind, str]]:
    """What a finding is about: its key, where a moved file was before, and its members: those of a package are files."""
    yield finding.service, finding.kind, finding.key
    if finding.change is ChangeType.MOVED:
        yield finding.service, finding.kind, str((finding.before or {}).get("path"))
    for member in finding.members:
        yield finding.service, Kind.FILES if member.key.startswith("/") else finding.kind, member.key


def _says(own: Finding, finding: Finding) -> bool:
    return (
        finding.relation in _REPEATING
        and finding.kind not in _OF_THEIR_OWN
        and set(own.environments) <= set(finding.environments)
        and own.severity >= finding.severity
    )


def _one(findings: Sequence[Finding]) -> Finding:
    if len(findings) == 1:
        return findings[0]
    worst = max(sorted(findings, key=lambda one: one.instances), key=lambda one: (one.severity, _age(one)))
    instances = sorted({name for one in findings for name in one.instances})
    return replace(worst, title=_title(worst, instances), instances=tuple(instances), members=_members(findings))


def _title(worst: Finding, instances: Sequence[str]) -> str:
    """Where it names its own instance, it says of how many others it is true."""
    if len(instances) < 2 or len(worst.instances) != 1:
        return worst.title
    name = worst.instances[0]
    alone = rf"(?<![\w./-]){re.escape(name)}(?![\w./-])"
    return re.sub(alone, lambda _: f"{name} and {len(instances) - 1:,} more", worst.title, count=1)


def _age(finding: Finding) -> int:
    """Of several snapshots that are too old, the oldest speaks."""
    age = (finding.after or finding.before or {}).get("age_seconds")
    return age if isinstance(age, int) else 0


def _members(findings: Sequence[Finding]) -> tuple[Member, ...]:
    """Of all; one that not all have names its instance. Where there are none and the values differ, one for each instance."""
    if not any(one.members for one in findings):
        values = [(one.before, one.after) for one in findings]
        return () if all(value == values[0] for value in values) else tuple(_member(one) for one in findings)
    having: dict[tuple[str, str], list[tuple[Member, Finding]]] = defaultdict(list)
    for one in findings:
        for member in one.members:
            having[member.key, member.change].append((member, one))
    return tuple(_shared(group, len(findings)) for _, group in sorted(having.items()))


def _shared(having: Sequence[tuple[Member, Finding]], of: int) -> Member:
    member, finding = having[0]
    alone = len(having) == 1 < of and len(finding.instances) == 1
    return replace(member, instance=finding.instances[0]) if alone else member


def _member(finding: Finding) -> Member:
    instance = finding.instances[0] if finding.instances else ""
    return Member(finding.key, finding.change, instance, finding.before, finding.after)
