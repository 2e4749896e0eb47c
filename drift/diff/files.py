"""Files of two sides: each is an image's tree with a delta laid on it, and only what one of the two touched is looked at."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator
from dataclasses import replace
from itertools import islice

from drift.diff.documents import document_details, same_meaning
from drift.diff.laid import GONE
from drift.diff.records import change_of
from drift.diff.sides import Viewed
from drift.model.canonical import Document
from drift.model.changes import Change, ChangeType
from drift.model.coverage import IMAGE_DIFFERS
from drift.model.facts import Status
from drift.model.records import Kind
from drift.tree.image_tree import difference

MOST_EXPLAINED = 200
"""Files that the images themselves explain are listed up to this number; beyond it nobody reads them."""


def file_changes(before: Viewed, after: Viewed, *, opened: bool = False) -> Iterator[Change]:
    """Changes in path order, moves shown as moves. `opened`: also of two images each with its owner and details."""
    failed = [
        side
        for side in (before, after)
        if (section := side.snapshot.sections.get(Kind.FILES)) and section.status is Status.FAILED
    ]
    if failed:
        yield Change(Kind.FILES, "", ChangeType.INCOMPARABLE, _reason(before), _reason(after))
        return
    touched = before.delta.keys() | after.delta.keys()
    changes = [change for key in touched if (change := change_of(Kind.FILES, key, before.file(key), after.file(key)))]
    between = _between_images(before, after, touched)
    if opened:
        changes += between
    own = [_detailed(change, before, after) for change in _owned(with_moves(changes), before, after)]
    if opened:
        yield from sorted((_marked(change, touched) for change in own), key=lambda change: change.key)
    else:
        yield from sorted((*own, *_explained(between, before, after)), key=lambda change: change.key)


def equal_files(after: Viewed, changes: Iterable[Change]) -> int:
    """How many paths both sides have alike."""
    present = sum((content.get("type") != GONE) - _in_tree(after, key) for key, content in after.delta.items())
    differing = sum(change.kind is Kind.FILES and change.after is not None for change in changes)
    return max(0, len(after.tree.paths()) + present - differing)


def _in_tree(side: Viewed, key: str) -> bool:
    return side.tree.entry(key.lstrip("/")) is not None


def _marked(change: Change, touched: Collection[str]) -> Change:
    """What neither side touched is of the images."""
    places = {change.key, str((change.before or {}).get("path", change.key))}
    return replace(change, of_images=True) if places.isdisjoint(touched) else change


def _reason(side: Viewed) -> Document | None:
    section = side.snapshot.sections.get(Kind.FILES)
    return {"reason": section.reason} if section and section.status is Status.FAILED else None


def _owned(changes: list[Change], before: Viewed, after: Viewed) -> Iterator[Change]:
    """With the package that put each path there: where that package changed too, it accounts for the file."""
    paths = [change.key.lstrip("/") for change in changes]
    known = {**before.owners(before.laid, paths), **after.owners(after.laid, paths)} if paths else {}
    for change in changes:
        owner = known.get(change.key.lstrip("/"))
        yield replace(change, explained=owner) if owner else change


def _between_images(before: Viewed, after: Viewed, touched: Collection[str]) -> Iterator[Change]:
    """What differs because the two images do, and neither side touched."""
    if before.snapshot.image == after.snapshot.image:
        return
    found = difference(before.tree, after.tree)
    paths = (*found.added, *found.removed, *found.changed)
    keys = [f"/{path}" for path in paths if f"/{path}" not in touched]
    yield from (change for key in keys if (change := change_of(Kind.FILES, key, before.file(key), after.file(key))))


def _explained(changes: Iterator[Change], before: Viewed, after: Viewed) -> list[Change]:
    if before.snapshot.image is None or after.snapshot.image is None:
        return with_moves(changes)
    return [replace(one, explained=IMAGE_DIFFERS) for one in islice(changes, MOST_EXPLAINED)]


def with_moves(changes: Iterable[Change]) -> list[Change]:
    """A removed and an added file of the same content become one move; an empty file is never taken for moved."""
    kept: list[Change] = []
    removed: dict[str, list[Change]] = defaultdict(list)
    added: list[Change] = []
    for change in sorted(changes, key=lambda one: one.key):
        if change.change is ChangeType.REMOVED and (content := _content(change.before)):
            removed[content].append(change)
        elif change.change is ChangeType.ADDED and _content(change.after):
            added.append(change)
        else:
            kept.append(change)
    for change in added:
        origins = removed.get(_content(change.after) or "")
        if origins:
            origin = _likeliest(origins, change.key)
            origins.remove(origin)
            before = {"path": origin.key, **(origin.before or {})}
            kept.append(Change(Kind.FILES, change.key, ChangeType.MOVED, before, change.after))
        else:
            kept.append(change)
    return kept + [change for origins in removed.values() for change in origins]


def _content(file: Document | None) -> str | None:
    return str(file["sha256"]) if file and file.get("size") and file.get("sha256") else None


def _likeliest(origins: list[Change], key: str) -> Change:
    """Of several files with this content the one with the same base name, else the first."""
    name = key.rpartition("/")[2]
    return next((one for one in origins if one.key.rpartition("/")[2] == name), origins[0])


def _detailed(change: Change, before: Viewed, after: Viewed) -> Change:
    """With what differs inside the document, where both sides have one."""
    if change.change is not ChangeType.CHANGED:
        return change
    one, other = before.file_document(change.key), after.file_document(change.key)
    if one is None or other is None:
        return change
    return replace(change, details=document_details(one, other), same_meaning=same_meaning(one, other))
