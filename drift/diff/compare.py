"""Two sides in, changes out. Equal digests are skipped; nothing here says whether a change matters."""

from collections.abc import Iterator

from drift.diff.files import file_changes
from drift.diff.records import equal_records, section_changes
from drift.diff.sides import Viewed
from drift.model.changes import Change, Comparison, Relation
from drift.model.coverage import IMAGE_DIFFERS
from drift.model.records import Kind
from drift.model.snapshot import Section

OF_THE_IMAGE = (
    Kind.ACCOUNTS,
    Kind.CERTIFICATES,
    Kind.CONFIG,
    Kind.DECLARED,
    Kind.ENV,
    Kind.LIBRARIES,
    Kind.PACKAGES,
    Kind.SCHEDULES,
    Kind.SCRIPTS,
    Kind.VERIFICATION,
)
"""Kinds that an image brings: where two sides run different images, these say what that explains."""
_TWO_CONTAINERS = (Relation.ENVIRONMENTS, Relation.INSTANCES)
APART = (Kind.FILES, Kind.DOCUMENTS, Kind.COVERAGE)
"""Not joined by key: files lie on a tree, documents are details of files."""


def compare(relation: Relation, service: str, before: Viewed, after: Viewed) -> Comparison:
    """All changes from `before` to `after`, by kind and key."""
    if before.snapshot.digest == after.snapshot.digest:
        return Comparison(relation, service, before.side, after.side, (), equal=_count(after))
    changes: list[Change] = []
    equal = 0
    for kind in sorted(set(before.snapshot.sections) | set(after.snapshot.sections)):
        if kind is Kind.FILES:
            changes += file_changes(before, after)
        elif kind not in APART:
            one, other = _section(kind, before, after, relation), _section(kind, after, before, relation)
            keys = _image_keys(one) if relation is Relation.CONTAINER_IMAGE and kind is Kind.RUNTIME else None
            found = section_changes(kind, one, other, keys)
            changes += _explained(kind, found, before, after) if kind in OF_THE_IMAGE else found
            equal += equal_records(one, other)
    return Comparison(relation, service, before.side, after.side, tuple(changes), equal)


def _section(kind: Kind, side: Viewed, other: Viewed, relation: Relation) -> Section | None:
    """Of a side. Where the files of its mounts were not read and the other's were, they have failed: it was scanned before."""
    section = side.snapshot.sections.get(kind)
    if kind is not Kind.MOUNTED or section is not None or relation not in _TWO_CONTAINERS:
        return section
    mounts, read = side.snapshot.sections.get(Kind.MOUNTS), other.snapshot.sections.get(kind)
    if mounts is None or mounts.set is None or read is None or not read.set:
        return None
    return Section.failed("its mounts were not read: it was scanned before the policy named them; scan it again")


def _count(side: Viewed) -> int:
    return sum(len(section.set) for section in side.snapshot.sections.values() if section.set)


def _image_keys(section: Section | None) -> set[str] | None:
    """An image says only of some run-time settings what they would be without more."""
    return {one.key for one in section.set.records} if section and section.set else None


def _explained(kind: Kind, changes: Iterator[Change], before: Viewed, after: Viewed) -> Iterator[Change]:
    """Mark what differs because the images do: both sides have what their own image has."""
    if before.image is None or after.image is None or before.snapshot.image == after.snapshot.image:
        yield from changes
        return
    images = [_contents(kind, before), _contents(kind, after)]
    for change in changes:
        from_images = [contents.get(change.key) for contents in images] == [change.before, change.after]
        yield (
            Change(kind, change.key, change.change, change.before, change.after, change.details, IMAGE_DIFFERS)
            if from_images
            else change
        )


def _contents(kind: Kind, side: Viewed) -> dict[str, object]:
    section = side.image.sections.get(kind) if side.image else None
    return {one.key: one.value for one in section.set.records} if section and section.set else {}
