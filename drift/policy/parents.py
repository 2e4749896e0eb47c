"""Directories that are only there for what a preset hides: they are hidden with it."""

from collections.abc import Hashable, Iterator, Sequence

from drift.model.changes import ChangeType
from drift.model.entries import FileType
from drift.model.findings import Finding, Hidden
from drift.model.records import Kind

_Place = tuple[Hashable, ...]


def made_for_hidden(shown: Sequence[Finding], hidden: Sequence[Hidden]) -> list[Hidden]:
    """Those of `shown` that are directories added around something hidden, and around nothing that is shown; by the same line.

    `hidden` is what presets hide.
    """
    around: dict[_Place, Hidden] = {}
    for one in hidden:
        for place in _above(one.finding):
            around.setdefault(place, one)
    found: list[Hidden] = []
    holding = {place for finding in shown if not _is_new_directory(finding) for place in _above(finding)}
    for finding in sorted(filter(_is_new_directory, shown), key=lambda one: len(one.key), reverse=True):
        place = (*_where(finding), finding.key)
        if place in around and place not in holding:
            found.append(Hidden(finding, around[place].by, around[place].reason))
        else:
            holding.update(_above(finding))
    return found


def _is_new_directory(finding: Finding) -> bool:
    added = finding.kind is Kind.FILES and finding.change is ChangeType.ADDED
    return added and (finding.after or {}).get("type") == FileType.DIRECTORY


def _above(finding: Finding) -> Iterator[_Place]:
    """The directories that it lies in."""
    if finding.kind is Kind.FILES:
        path = finding.key.rpartition("/")[0]
        while path:
            yield (*_where(finding), path)
            path = path.rpartition("/")[0]


def _where(finding: Finding) -> _Place:
    return finding.relation, finding.service, finding.environments
