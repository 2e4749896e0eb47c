"""What a route saw of a container's files, laid against the image's tree, is a delta."""

from collections.abc import Iterable

from drift.model.entries import Entry, FileType, same_file
from drift.model.observed import Observed
from drift.model.protocols import Baseline
from drift.tree.delta import Delta


def observed_delta(baseline: Baseline, observed: Observed, mounts: Iterable[str] = ()) -> Delta:
    """The paths whose record differs from the image's, and those that are gone; nothing at or below a mount."""
    now: dict[str, Entry] = {}
    gone: set[str] = set()
    for path in observed.removed:
        gone.update(_at_and_below(baseline, path))
    for path, entries in observed.whole.items():
        listing = _without_links(entries)
        gone.difference_update(listing)
        gone.update(below for below in _at_and_below(baseline, path) if below not in listing)
        now.update(listing)
    for path, entry in observed.alone.items():
        if entry is None:
            gone.update(_at_and_below(baseline, path))
        else:
            gone.discard(path)
            now[path] = entry
            if entry.type is not FileType.DIRECTORY:
                gone.update(below for below in _at_and_below(baseline, path) if below != path)
    hidden = tuple(mounts)
    changed = {path: entry for path, entry in now.items() if path not in gone and _differs(baseline.entry(path), entry)}
    return Delta(
        changed={path: entry for path, entry in sorted(changed.items()) if path and not _covered(path, hidden)},
        removed=frozenset(path for path in gone if path and not _covered(path, hidden)),
    )


def _differs(before: Entry | None, after: Entry) -> bool:
    return before is None or not same_file(before, after)


def _covered(path: str, mounts: tuple[str, ...]) -> bool:
    return any(path == mount or path.startswith(f"{mount}/") for mount in mounts)


def _at_and_below(baseline: Baseline, path: str) -> Iterable[str]:
    if path and baseline.entry(path) is None:
        return
    yield path
    waiting = [path]
    while waiting:
        parent = waiting.pop()
        for name in baseline.children(parent):
            child = f"{parent}/{name}" if parent else name
            yield child
            waiting.append(child)


def _without_links(entries: Iterable[Entry]) -> dict[str, Entry]:
    """By path; a hard link has the record of the entry it names."""
    listing: dict[str, Entry] = {}
    for entry in entries:
        if entry.type is FileType.HARDLINK:
            target = listing.get(entry.linkname or "")
            if target is not None:
                listing[entry.path] = target._replace(path=entry.path)
        else:
            listing[entry.path] = entry
    return listing
