"""Findings as they matter to a promotion: what was tested, and what would be deployed."""

from dataclasses import replace

from drift.model.changes import ChangeType, Relation
from drift.model.findings import Finding, Verdict
from drift.model.records import Kind

_NOUNS = {
    Kind.ENV: "this variable",
    Kind.MOUNTS: "this mount",
    Kind.RUNTIME: "this setting",
}
_BROUGHT = (Kind.FILES, Kind.PACKAGES)
"""What an image brings, and a container has otherwise only where it was changed."""


def worded(verdict: Verdict, before: str, after: str) -> Verdict:
    """The same verdict; each finding says what it means for the promotion from `before` to `after`."""
    return replace(verdict, findings=tuple(_worded(one, before, after) for one in verdict.findings))


def _worded(finding: Finding, before: str, after: str) -> Finding:
    """What was worked out otherwise says more, and stays."""
    if finding.relation is Relation.CONTAINER_IMAGE and finding.kind in _BROUGHT:
        text = f"it was tested in {before} with this; {after} would get the image, which does not have it so"
        return replace(finding, consequence=finding.consequence or text)
    if finding.relation is Relation.ENVIRONMENTS and finding.change is ChangeType.REMOVED and finding.kind in _NOUNS:
        noun = _NOUNS[finding.kind]
        text = f"it was tested in {before} with {noun}; in {after} it would run without"
        return replace(
            finding,
            consequence=finding.consequence or text,
            remedy=f"Give {after} {noun} before you promote, or waive it with the reason why it needs none.",
        )
    return finding
