"""What another change accounts for becomes a member of that finding: what two images bring, what a package's upgrade wrote."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from drift.model.changes import Change
from drift.model.coverage import IMAGE_DIFFERS
from drift.model.findings import Finding, Member
from drift.model.records import Kind
from drift.policy.images import is_image_change
from drift.policy.packages import metadata_of
from drift.policy.paths import package_manager

Judged = tuple[Change, Finding]


class Causes:
    """The findings of one comparison that can account for other changes."""

    def __init__(self, judged: Sequence[Judged]) -> None:
        self._image = next((finding for change, finding in judged if is_image_change(change)), None)
        self._packages = {change.key: finding for change, finding in judged if change.kind is Kind.PACKAGES}
        self._places = _places(judged)
        self._members: dict[str, list[Member]] = {}

    def take(self, change: Change) -> bool:
        """Make the change a member of what accounts for it. False where nothing here does."""
        cause = self._cause(change)
        if cause is None:
            return False
        member = Member(change.key, change.change, before=change.before, after=change.after)
        self._members.setdefault(cause.fingerprint, []).append(member)
        return True

    def with_members(self, finding: Finding) -> Finding:
        members = self._members.get(finding.fingerprint)
        return replace(finding, members=(*finding.members, *members)) if members else finding

    def _cause(self, change: Change) -> Finding | None:
        if change.explained == IMAGE_DIFFERS or (change.kind is Kind.IDENTITY and not is_image_change(change)):
            return self._image
        if change.kind is not Kind.FILES:
            return None
        return self._packages.get(change.explained) or self._at(change.key.lstrip("/"))

    def _at(self, path: str) -> Finding | None:
        if not self._places:
            return None
        for place in _upwards(path):
            if place in self._places:
                return self._places[place]
        return self._places.get(_state_of(package_manager(path)))


def _places(judged: Sequence[Judged]) -> Mapping[str, Finding]:
    """Where the packages that changed keep what is known of them: paths, and one mark for each package manager."""
    places: dict[str, Finding] = {}
    for change, finding in judged:
        if change.kind is Kind.PACKAGES:
            places.setdefault(_state_of(change.key.removeprefix("pkg:").partition("/")[0]), finding)
            for path in metadata_of(change):
                places.setdefault(path, finding)
    return places


def _state_of(manager: str) -> str:
    """No path has two slashes at its end."""
    return f"{manager}//" if manager else ""


def _upwards(path: str) -> Iterator[str]:
    while path:
        yield path
        path = path.rpartition("/")[0]
