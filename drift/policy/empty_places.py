"""Empty directories that a program made where programs keep what they need (/var/lib, /var/spool): state, and no file that somebody added."""

from collections.abc import Iterator, Sequence
from dataclasses import replace

from drift.model.changes import Change
from drift.model.entries import FileType
from drift.model.findings import Finding
from drift.policy.aspects import file_change
from drift.policy.paths import kept_root
from drift.policy.rules import file_added, runtime_state


def as_state(findings: Sequence[Finding], changes: Sequence[Change]) -> list[Finding]:
    """What lies in a directory is judged for itself, and its directory with it; one that everyone may write is no such place."""
    if not any(map(_is_place, findings)):
        return list(findings)
    holding = {directory for change in changes for directory in _above(change.key)}
    return [_state(one) if _is_place(one) and one.key not in holding else one for one in findings]


def _is_place(finding: Finding) -> bool:
    if finding.rule != file_added.RULE.id or not kept_root(finding.key.lstrip("/")):
        return False
    after = finding.after or {}
    return after.get("type") == FileType.DIRECTORY and not file_change(_change(finding)).anyone_writes


def _change(finding: Finding) -> Change:
    return Change(finding.kind, finding.key, finding.change, finding.before, finding.after)


def _state(finding: Finding) -> Finding:
    rule = runtime_state.RULE
    return replace(
        finding,
        rule=rule.id,
        severity=rule.relations[finding.relation],
        title=f"{finding.key}: added, an empty directory",
        remedy=rule.fix,
    )


def _above(key: str) -> Iterator[str]:
    path = key.rpartition("/")[0]
    while path:
        yield path
        path = path.rpartition("/")[0]
