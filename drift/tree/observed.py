"""What a route saw of a container's files, laid against the image's tree, is a delta."""

from collections.abc import Iterable, Mapping

from drift.errors import MalformedArchive
from drift.model.entries import Entry, FileType, same_file
from drift.model.observed import Observed
from drift.model.protocols import Baseline
from drift.tree.delta import Delta


def observed_delta(baseline: Baseline, observed: Observed, mounts: Iterable[str] = ()) -> Delta:
    """The paths whose record differs from the image's, and those that are gone; nothing at or below a mount.

    Raises MalformedArchive where a hard link names nothing.
    """
    baseline.expect([*observed.alone, *observed.removed, *observed.whole])
    there, gone = _seen(baseline, observed)
    baseline.expect(there)
    for path, entry in there.items():
        if entry.type is not FileType.DIRECTORY and _is_directory(baseline, path):
            gone.update(_below(baseline, path))
    hidden = tuple(mounts)
    present = {path: entry for path, entry in there.items() if _is_reached(path, there)}
    changed = {path: entry for path, entry in present.items() if _differs(baseline.entry(path), entry)}
    return Delta(
        changed={path: entry for path, entry in sorted(changed.items()) if path and not _covered(path, hidden)},
        removed=frozenset(path for path in gone - present.keys() if path and not _covered(path, hidden)),
    )


def _seen(baseline: Baseline, observed: Observed) -> tuple[dict[str, Entry], set[str]]:
    """What was found, by path; and all that the image has where nothing was found."""
    there: dict[str, Entry] = {}
    gone: set[str] = set()
    for path in observed.removed:
        gone.update(_at_and_below(baseline, path))
    for path, entries in observed.whole.items():
        gone.update(_at_and_below(baseline, path))
        there.update(_without_links(entries))
    for path, entry in observed.alone.items():
        if entry is None:
            gone.update(_at_and_below(baseline, path))
        else:
            there[path] = entry
    return there, gone


def _differs(before: Entry | None, after: Entry) -> bool:
    return before is None or not same_file(before, after)


def _is_reached(path: str, there: Mapping[str, Entry]) -> bool:
    """An engine that follows links finds files below what is no directory; no process would without the link."""
    end = path.find("/")
    while end >= 0:
        above = there.get(path[:end])
        if above is not None and above.type is not FileType.DIRECTORY:
            return False
        end = path.find("/", end + 1)
    return True


def _covered(path: str, mounts: tuple[str, ...]) -> bool:
    return any(path == mount or path.startswith(f"{mount}/") for mount in mounts)


def _at_and_below(baseline: Baseline, path: str) -> Iterable[str]:
    if not path or baseline.entry(path) is not None:
        yield path
    if not path or _is_directory(baseline, path):
        yield from _below(baseline, path)


def _is_directory(baseline: Baseline, path: str) -> bool:
    entry = baseline.entry(path)
    return entry is not None and entry.type is FileType.DIRECTORY


def _below(baseline: Baseline, path: str) -> Iterable[str]:
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
            if target is None:
                raise MalformedArchive(
                    f"hard link {entry.path!r} names {entry.linkname!r}, which the engine did not send",
                    remedy="try again",
                )
            listing[entry.path] = target._replace(path=entry.path)
        else:
            listing[entry.path] = entry
    return listing
