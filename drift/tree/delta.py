"""What a container has that its image has not, and the two laid together."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from heapq import merge as merge_sorted

from drift.model.entries import Entry
from drift.tree.fold import ENTRY_SIZE, fold
from drift.tree.image_tree import AnyTree


@dataclass(frozen=True, slots=True)
class Delta:
    """Paths whose record differs from the baseline's; times are no difference."""

    changed: Mapping[str, Entry]
    """By path, those that are new included."""
    removed: frozenset[str]
    """Every path that is gone: of a directory also all that was below it."""


def delta_between(baseline: AnyTree, entries: Iterable[Entry], unseen: Iterable[str] = ()) -> Delta:
    """From a listing of all that a root has now, hard links included.

    Below the directories in `unseen` nothing could be listed, so nothing there counts as removed.
    Raises MalformedArchive where a hard link names nothing.
    """
    now = fold([entries])
    difference = baseline.whole.difference(now)
    changed = {path: entry for path in (*difference.added, *difference.changed) if (entry := now.entry(path))}
    unknown = {path for directory in unseen for path in baseline.below(directory)}
    return Delta(changed, frozenset(difference.removed) - unknown)


class Laid:
    """A tree with a delta on it, as `model.protocols.Baseline`; the tree is not copied."""

    def __init__(self, tree: AnyTree, delta: Delta) -> None:
        self._tree = tree
        self._delta = delta

    def expect(self, paths: Iterable[str]) -> None:
        self._tree.expect(path for path in paths if path not in self._delta.changed)

    def entry(self, path: str) -> Entry | None:
        if path in self._delta.removed:
            return None
        return self._delta.changed.get(path) or self._tree.entry(path)

    def children(self, path: str) -> Sequence[str]:
        """Names in a directory, sorted; empty where there is none."""
        before = f"{path}/" if path else ""
        stayed = [name for name in self._tree.children(path) if before + name not in self._delta.removed]
        return sorted({*stayed, *self._new.get(path, ())}) if path in self._new else stayed

    def size_below(self, path: str) -> int:
        """Bytes of the regular files at and below a path, plus 512 for each entry."""
        return self._tree.size_below(path) + sum(
            _size(self.entry(one)) - _size(self._tree.entry(one))
            for one in (*self._delta.changed, *self._delta.removed)
            if not path or one == path or one.startswith(f"{path}/")
        )

    def paths(self) -> Iterable[str]:
        """Sorted."""
        stayed = (path for path in self._tree.paths() if path not in self._delta.removed)
        return merge_sorted(stayed, sorted(path for path in self._delta.changed if self._tree.entry(path) is None))

    def collected(self, collectors: Iterable[str]) -> set[str]:
        return {*self._tree.collected(collectors), *self._delta.changed}

    @cached_property
    def _new(self) -> dict[str, list[str]]:
        """Names that the delta adds, by directory."""
        names: dict[str, list[str]] = {}
        for path in self._delta.changed:
            parent, _, name = path.rpartition("/")
            names.setdefault(parent, []).append(name)
        return names


def lay(tree: AnyTree, delta: Delta) -> Laid:
    return Laid(tree, delta)


def _size(entry: Entry | None) -> int:
    return entry.size + ENTRY_SIZE if entry else 0
