"""Two sides in, changes out. Equal digests are skipped; nothing here says whether a change matters."""

from collections.abc import Iterator
from dataclasses import replace

from drift.diff.files import equal_files, file_changes
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


def compare(relation: Relation, service: str, before: Viewed, after: Viewed, *, opened: bool = False) -> Comparison:
    """All changes from `before` to `after`, by kind and key.

    `opened`: what two images bring is told like all else, and not as explained by them.
    """
    if before.snapshot.digest == after.snapshot.digest:
        same = _counts(after)
        files = {Kind.FILES: equal_files(after, ())} if opened else {}
        return Comparison(relation, service, before.side, after.side, (), sum(same.values()), same | files)
    changes: list[Change] = []
    equal: dict[Kind, int] = {}
    for kind in sorted(set(before.snapshot.sections) | set(after.snapshot.sections)):
        if kind is Kind.FILES:
            changes += file_changes(before, after, opened=opened)
        elif kind not in APART:
            one, other = _section(kind, before, after, relation), _section(kind, after, before, relation)
            keys = _image_keys(one) if relation is Relation.CONTAINER_IMAGE and kind is Kind.RUNTIME else None
            found = section_changes(kind, one, other, keys)
            changes += _explained(kind, found, before, after, opened=opened) if kind in OF_THE_IMAGE else found
            equal[kind] = equal_records(one, other)
    files = {Kind.FILES: equal_files(after, changes)} if opened else {}
    return Comparison(
        relation,
        service,
        before.side,
        after.side,
        tuple(changes),
        equal=sum(equal.values()),
        equal_of=equal | files,
        evidence=after.evidence,
    )


def _section(kind: Kind, side: Viewed, other: Viewed, relation: Relation) -> Section | None:
    """Of a side. Where the files of its mounts were not read and the other's were, they have failed: it was scanned before."""
    section = side.snapshot.sections.get(kind)
    if kind is not Kind.MOUNTED or section is not None or relation not in _TWO_CONTAINERS:
        return section
    mounts, read = side.snapshot.sections.get(Kind.MOUNTS), other.snapshot.sections.get(kind)
    if mounts is None or mounts.set is None or read is None or not read.set:
        return None
    return Section.failed("its mounts were not read: it was scanned before the policy named them; scan it again")


def _counts(side: Viewed) -> dict[Kind, int]:
    return {kind: len(section.set) for kind, section in side.snapshot.sections.items() if section.set}


def _image_keys(section: Section | None) -> set[str] | None:
    """An image says only of some run-time settings what they would be without more."""
    return {one.key for one in section.set.records} if section and section.set else None


def _explained(
    kind: Kind, changes: Iterator[Change], before: Viewed, after: Viewed, *, opened: bool
) -> Iterator[Change]:
    """Mark what differs because the images do: both sides have what their own image has."""
    if before.image is None or after.image is None or before.snapshot.image == after.snapshot.image:
        yield from changes
        return
    images = [_contents(kind, before), _contents(kind, after)]
    for change in changes:
        from_images = [contents.get(change.key) for contents in images] == [change.before, change.after]
        if not from_images:
            yield change
        elif opened:
            yield replace(change, of_images=True)
        else:
            yield replace(change, explained=IMAGE_DIFFERS)


def _contents(kind: Kind, side: Viewed) -> dict[str, object]:
    section = side.image.sections.get(kind) if side.image else None
    return {one.key: one.value for one in section.set.records} if section and section.set else {}
