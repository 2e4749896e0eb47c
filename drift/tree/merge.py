"""Layers laid over each other (OCI image-spec v1.1, layer.md; overlayfs merges in the same way).

It goes from the top layer down, so that each path is decided once, by the highest layer that says something of it:

- A whiteout deletes from the layers below its own, an opaque directory hides what they have in it, wherever in its layer they stand.
- Anything but a directory hides what lower layers, and its own, have below its path.
- Of a path that stands twice in a layer the last one counts.
- A hard link has the record of the entry it names: the one before it in its layer, else that of the layers below.
- A directory that is needed and listed nowhere is root's, with mode 0755. A link in a lower layer is not followed on the way to an
  entry: a directory takes its place, as in overlayfs.
- The root itself is no entry: not every route to a container can say what it is.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field

from drift.errors import MalformedArchive
from drift.model.entries import Entry, FileType
from drift.source.refusal import malformed, shown

LONGEST_IMPLIED = 64 << 20
"""Characters of all paths of directories that no layer lists: real images have some hundred thousand of them."""

_DIRECTORY, _HARDLINK = FileType.DIRECTORY, FileType.HARDLINK
_WHITEOUT, _OPAQUE = FileType.WHITEOUT, FileType.OPAQUE


@dataclass(slots=True)
class Layer:
    """One layer by itself: each path once, and what it takes from the layers below."""

    entries: dict[str, Entry] = field(default_factory=dict)
    """A hard link stands here only where its target is in a lower layer."""
    deleted: set[str] = field(default_factory=set)
    opaque: set[str] = field(default_factory=set)

    @classmethod
    def of(cls, entries: Iterable[Entry]) -> "Layer":
        layer = cls()
        own = layer.entries
        for entry in entries:
            kind = entry.type
            if kind is _WHITEOUT:
                layer.deleted.add(entry.path)
            elif kind is _OPAQUE:
                layer.opaque.add(entry.path)
            elif not entry.path:
                continue
            elif kind is _HARDLINK:
                target = own.get(entry.linkname or "", entry)
                own[entry.path] = _linked(entry.path, target)
            else:
                own[entry.path] = entry
        return layer

    def shown(self, path: str) -> Entry | None:
        """What stands at a path, unless what holds it is no directory."""
        return self.entries.get(path) if all(_may_hold(self.entries.get(one)) for one in _ancestors(path)) else None

    def hides(self, path: str) -> bool:
        """Is what lower layers have at this path not to be seen through this one?"""
        return path in self.deleted or any(
            one in self.deleted or one in self.opaque or not _may_hold(self.entries.get(one))
            for one in ("", *_ancestors(path))
        )


def merge(layers: Iterable[Iterable[Entry]]) -> dict[str, Entry]:
    """The entries that layers, lowest first, show together, by path; whiteouts, opaque marks and hard links are resolved.

    MalformedArchive where a hard link names nothing, or where paths are made to fill the memory.
    """
    merged = _Merged()
    for layer in reversed(list(layers)):
        merged.add(Layer.of(layer))
    return merged.finished()


class _Merged:
    """The layers that were added so far, as what they say of those below them."""

    def __init__(self) -> None:
        self.entries: dict[str, Entry] = {}
        self._links: dict[str, str] = {}  # entries that are hard links, with their targets further down
        self._deleted: set[str] = set()
        self._cut: set[str] = set()  # directories in which lower layers have nothing
        self._implied: set[str] = set()
        self._implied_length = 0

    def add(self, layer: Layer) -> None:
        """The next lower layer."""
        self._resolve(layer)
        blocked: dict[str, bool] = {"": "" in self._cut}
        cut: list[str] = []
        upper = self.entries
        for path, entry in layer.entries.items():
            parent = path.rpartition("/")[0]
            hidden = blocked.get(parent)
            if hidden if hidden is not None else self._blocked(parent, layer, blocked):
                continue
            if path in upper or path in self._deleted:
                if entry.type is not _DIRECTORY:
                    cut.append(path)
            elif entry.type is _DIRECTORY or path not in self._implied:
                upper[path] = entry
                if entry.type is _HARDLINK:
                    self._links[path] = entry.linkname or ""
            else:
                upper[path] = _plain(path)
                cut.append(path)
        self._cut.update(cut, layer.opaque)
        self._deleted |= layer.deleted

    def finished(self) -> dict[str, Entry]:
        for path, target in self._links.items():
            raise _dangling(path, target)
        for path in self._implied:
            if path not in self.entries:
                self.entries[path] = _plain(path)
        return self.entries

    def _blocked(self, directory: str, layer: Layer, known: dict[str, bool]) -> bool:
        """Is what this layer has in a directory hidden? If it is not, the directory and its parents exist, listed or not."""
        for one in ("", *_ancestors(directory), directory):
            blocked = known.get(one)
            if blocked is None:
                blocked = known[one] = self._hides_below(one) or not _may_hold(layer.entries.get(one))
                if one not in self._deleted and one not in self.entries and one not in layer.entries:
                    self._imply(one)  # an opaque directory, too: only what is in it is hidden
            if blocked:
                known[directory] = True
                return True
        return False

    def _hides_below(self, directory: str) -> bool:
        return directory in self._deleted or directory in self._cut or not _may_hold(self.entries.get(directory))

    def _imply(self, directory: str) -> None:
        if directory not in self._implied:
            self._implied.add(directory)
            self._implied_length += len(directory)
            if self._implied_length > LONGEST_IMPLIED:
                raise malformed(f"the layers imply directories with more than {LONGEST_IMPLIED:,} characters of paths")

    def _resolve(self, layer: Layer) -> None:
        """Give the links of upper layers what this layer has at their targets."""
        for path, target in list(self._links.items()):
            found = layer.shown(target)
            if found is None:
                if layer.hides(target):
                    raise _dangling(path, target)
            elif found.type is _HARDLINK:
                self._links[path] = found.linkname or ""
            else:
                self.entries[path] = _linked(path, found)
                del self._links[path]


def _plain(directory: str) -> Entry:
    """As an engine makes one that it needs and nobody listed."""
    return Entry(directory, _DIRECTORY, 0o755, 0, 0)


def _may_hold(entry: Entry | None) -> bool:
    return entry is None or entry.type is _DIRECTORY


def _linked(path: str, target: Entry) -> Entry:
    if target.type is _DIRECTORY:
        raise malformed(f"hard link {shown(path, 100)!r} names a directory, {shown(target.path, 100)!r}")
    return target._replace(path=path)


def _ancestors(path: str) -> Iterable[str]:
    """Of "a/b/c": "a", "a/b"."""
    end = path.find("/")
    while end >= 0:
        yield path[:end]
        end = path.find("/", end + 1)


def _dangling(path: str, target: str) -> MalformedArchive:
    return malformed(f"hard link {shown(path, 100)!r} names {shown(target, 100)!r}, which no layer has")
