"""The tree of an image whose layers stay in the store: only what is asked for is looked up, and folded by itself.

What stands at a path is decided by what the layers say of this path and of those above it (and of what a hard link names): the fold of
these few entries is the same there as the fold of all. An image of 100,000 entries takes half a second to load; a container with 200
changes needs some 600 of them.
"""

from collections.abc import Iterable, Sequence
from functools import cached_property
from itertools import islice
from typing import TypeAlias

from drift.errors import MalformedArchive
from drift.model.entries import Entry, FileType, same_file
from drift.model.protocols import LayerEntries
from drift.tree.fold import ENTRY_SIZE, Difference, Tree, fold

MANY = 20_000
"""Paths that are looked up one by one; for more all is loaded, which takes less."""


class ImageTree:
    """`model.protocols.Baseline`, and all that a `Tree` says."""

    def __init__(self, layers: LayerEntries) -> None:
        self.layers = layers
        self._known: dict[str, Entry | None] = {"": None}
        self._subtrees: dict[str, Tree] = {}

    @cached_property
    def whole(self) -> Tree:
        return fold(self.layers.whole())

    def expect(self, paths: Iterable[str]) -> None:
        """These will be asked for: looked up at once that takes a tenth of the time."""
        wanted = {one for path in paths if path not in self._known for one in (path, *_above(path))}
        if self._is_loaded or len(self._known) + len(wanted) > MANY:
            self.whole  # noqa: B018 - from now on it is asked
        elif wanted:
            self._look_up(wanted)

    def entry(self, path: str) -> Entry | None:
        if self._is_loaded:
            return self.whole.entry(path)
        if path not in self._known:
            self.expect([path])
            return self.entry(path)
        return self._known[path]

    def children(self, path: str) -> Sequence[str]:
        """Names in a directory, sorted; empty where there is none."""
        return self._subtree(path).children(path)

    def below(self, path: str) -> Sequence[str]:
        """Paths below a directory at any depth, sorted."""
        return self._subtree(path).below(path)

    def size_below(self, path: str) -> int:
        """Bytes of the regular files at and below a path, plus 512 for each entry; maybe with what upper layers hide, a price not a fact."""
        if self._is_loaded:
            return self.whole.size_below(path)
        size, count = self.layers.size_below(path)
        own = self.entry(path) if path else None
        return size + ENTRY_SIZE * count + (own.size + ENTRY_SIZE if own else 0)

    def paths(self) -> Sequence[str]:
        return self.whole.paths()

    def collected(self, collectors: Iterable[str]) -> set[str]:
        return self.layers.collected(collectors)

    @property
    def _is_loaded(self) -> bool:
        return "whole" in self.__dict__

    def _look_up(self, paths: set[str]) -> None:
        tree = self._folded(paths)
        for path in paths - self._known.keys():
            entry = tree.entry(path)
            if (entry is None or entry.type is not FileType.DIRECTORY) and self.layers.any_below(path):
                entry = self._subtree(path).entry(
                    path
                )  # maybe a directory that no layer lists, and what is in it needs
            self._known[path] = entry

    def _subtree(self, path: str) -> Tree:
        if self._is_loaded or not path:
            return self.whole
        if path not in self._subtrees:
            self._subtrees[path] = self._folded({path, *_above(path)}, path)
        return self._subtrees[path]

    def _folded(self, paths: set[str], directory: str | None = None) -> Tree:
        """The fold of what the layers say of these paths, of what is below a directory, and of all that hard links among them name."""
        layers = self.layers.some(paths, directory)
        named = {entry.linkname or "" for layer in layers for entry in layer if entry.type is FileType.HARDLINK}
        more = {one for path in named for one in (path, *_above(path))} - paths
        if more:
            return self._folded(paths | more, directory)
        try:
            return fold(layers)
        except MalformedArchive:  # a link to nothing, which something outside of these paths hides
            return self.whole


AnyTree: TypeAlias = Tree | ImageTree


def difference(before: AnyTree, after: AnyTree) -> Difference:
    """Of two images that share their lower layers only what the others name is looked at."""
    if not isinstance(before, ImageTree) or not isinstance(after, ImageTree):
        return before.whole.difference(after.whole)
    paths = _touched(before, after)
    if len(paths) <= MANY:
        paths |= _touched(after, before)
    if len(paths) > MANY:
        return before.whole.difference(after.whole)
    for tree in (before, after):
        tree.expect(paths)
    pairs = {path: (before.entry(path), after.entry(path)) for path in paths}
    return Difference(
        added=tuple(sorted(path for path, (old, new) in pairs.items() if old is None and new)),
        removed=tuple(sorted(path for path, (old, new) in pairs.items() if old and new is None)),
        changed=tuple(sorted(path for path, (old, new) in pairs.items() if old and new and not same_file(old, new))),
    )


def _touched(tree: ImageTree, other: ImageTree) -> set[str]:
    """All paths that can differ since this tree's own layers say something of them, or hide or replace what is above them."""
    own = list(islice(tree.layers.beyond(other.layers), MANY + 1))
    paths = {one for entry in own for one in (entry.path, *_above(entry.path)) if one}
    if len(paths) > MANY:
        return paths
    for one in (tree, other):
        one.expect(paths)
    hiding = {entry.path for entry in own if entry.type is FileType.OPAQUE}
    hiding |= {path for path in paths if _is_directory(tree.entry(path)) != _is_directory(other.entry(path))}
    return paths.union(*(one.below(path) for path in hiding for one in (tree, other)))


def _is_directory(entry: Entry | None) -> bool:
    return entry is not None and entry.type is FileType.DIRECTORY


def _above(path: str) -> Iterable[str]:
    """The directories that hold a path, the root among them."""
    yield ""
    end = path.find("/")
    while end >= 0:
        yield path[:end]
        end = path.find("/", end + 1)
