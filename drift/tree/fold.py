"""The tree of an image: what its layers show together."""

from bisect import bisect_left
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from hashlib import sha256
from itertools import accumulate

from drift.model.canonical import to_bytes
from drift.model.entries import Entry, FileType, same_file
from drift.tree.merge import merge

ENTRY_SIZE = 512
"""What an entry adds to `size_below`, beside a file's own bytes: its header in a tar."""
_AFTER_SLASH = "0"  # the character after "/": what is below a directory ends before it


@dataclass(frozen=True, slots=True)
class Difference:
    """Paths, sorted, by what became of them."""

    added: tuple[str, ...]
    removed: tuple[str, ...]
    changed: tuple[str, ...]


class Tree:
    """Entries by path, without hard links and whiteouts; every parent of an entry is a directory in it."""

    def __init__(self, entries: Mapping[str, Entry]) -> None:
        self._entries = entries
        self._paths = sorted(entries)

    def __len__(self) -> int:
        return len(self._paths)

    def expect(self, paths: Iterable[str]) -> None:
        """All is at hand."""

    def entry(self, path: str) -> Entry | None:
        return self._entries.get(path)

    def paths(self) -> Sequence[str]:
        """Sorted by code point, so what is below a directory stands together (but not right after it: "a-b" comes before "a/b")."""
        return self._paths

    def below(self, path: str) -> Sequence[str]:
        """Paths below a directory at any depth, sorted."""
        start, end = self._range(path)
        return self._paths[start:end]

    def children(self, path: str) -> Sequence[str]:
        """Names in a directory, sorted; empty where there is none."""
        start = len(path) + 1 if path else 0
        return [one[start:] for one in self._inside.get(path, ())]

    def size_below(self, path: str) -> int:
        """Bytes of the regular files at and below a path, plus 512 for each entry."""
        start, end = self._range(path)
        own = self._entries.get(path)
        return self._sizes[end] - self._sizes[start] + (own.size + ENTRY_SIZE if own else 0)

    @cached_property
    def digest(self) -> bytes:
        """Of everything that is compared, in path order: the same however the tree came in layers."""
        whole = sha256(b"tree\0")
        for path in self._paths:
            entry = self._entries[path]
            mode = "" if entry.type is FileType.SYMLINK else f"{entry.mode:o}"
            digest = entry.sha256.hex() if entry.sha256 else ""
            capability = entry.capability.hex() if entry.capability else ""
            said = f"{entry.type}\0{mode}\0{entry.uid}\0{entry.gid}\0{entry.size}\0{digest}\0{entry.rdev or ''}\0{capability}"
            whole.update(to_bytes(f"{path}\0{said}\0{entry.linkname or ''}\0"))
        return whole.digest()

    def collected(self, _collectors: Iterable[str]) -> Sequence[str]:
        """Nobody wrote down which: any."""
        return self._paths

    @property
    def whole(self) -> "Tree":
        return self

    def difference(self, other: "Tree") -> Difference:
        """What `other` has that this tree lacks, lacks that it has, and has otherwise."""
        both = [(mine, other.entry(path)) for path, mine in self._entries.items()]
        return Difference(
            added=tuple(path for path in other.paths() if path not in self._entries),
            removed=tuple(sorted(mine.path for mine, theirs in both if theirs is None)),
            changed=tuple(sorted(mine.path for mine, theirs in both if theirs and not same_file(mine, theirs))),
        )

    @cached_property
    def _inside(self) -> dict[str, list[str]]:
        """Directory → paths of what is in it: names would take 8 MB more for 100,000 entries."""
        inside: dict[str, list[str]] = {}
        for path in self._paths:
            inside.setdefault(path[: max(path.rfind("/"), 0)], []).append(path)
        return inside

    @cached_property
    def _sizes(self) -> list[int]:
        """Before each path, all that comes before it."""
        return list(accumulate((self._entries[path].size + ENTRY_SIZE for path in self._paths), initial=0))

    def _range(self, path: str) -> tuple[int, int]:
        if not path:
            return 0, len(self._paths)
        start = bisect_left(self._paths, path + "/")
        return start, bisect_left(self._paths, path + _AFTER_SLASH, start)


def fold(layers: Iterable[Iterable[Entry]]) -> Tree:
    """The tree of layers, lowest first. MalformedArchive where a hard link names nothing, or paths are made to fill the memory."""
    return Tree(merge(layers))
