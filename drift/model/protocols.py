"""What a lower stage needs from a higher one. `pipeline` gives the real thing, so that no stage imports upwards."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from typing import BinaryIO, Protocol

from drift.model.entries import Entry
from drift.model.facts import Fact, FactKey


class Wanted(Protocol):
    """Does anyone want the content of this file? Asked for each regular file while it streams by."""

    def limit(self, path: str, size: int, head: bytes) -> int:
        """How many of its bytes to keep, 0 for none. `head` is the start of the content (up to 64 bytes at least if it has them)."""
        ...

    def take(self, path: str, sha256: bytes, content: BinaryIO) -> None:
        """The content, whole unless it was longer than the limit, and the digest of all of it. Closed when this returns."""
        ...


class LayerStream(Protocol):
    """One layer's entries in archive order, whiteouts included. Iterate to the end, then read `diff_id` and `size`."""

    def __iter__(self) -> Iterator[Entry]: ...

    @property
    def diff_id(self) -> str:
        """Digest of the uncompressed tar ("sha256:…"), known at the end. The iteration raises DigestMismatch if another was expected."""
        ...

    @property
    def size(self) -> int:
        """Bytes of the uncompressed tar."""
        ...


class LayerSink(Protocol):
    """Where a source puts the layers that it reads."""

    @property
    def wanted(self) -> Wanted: ...

    def has(self, diff_id: str) -> bool:
        """Is this layer known, with the facts of today's collectors? Then it need not be read again."""
        ...

    def add(self, layer: LayerStream) -> str:
        """Keep one layer, whole or not at all; returns its diff ID. A layer that is known already is read and dropped."""
        ...


class LayerEntries(Protocol):
    """The layers of one image, lowest first, each in the order of its tar, whiteouts included."""

    diff_ids: Sequence[str]

    def whole(self) -> Iterable[Iterable[Entry]]: ...

    def some(self, paths: Collection[str], directory: str | None = None) -> list[list[Entry]]:
        """Of each layer what it says of these paths and of all below a directory."""
        ...

    def beyond(self, other: "LayerEntries") -> Iterable[Entry]:
        """What the layers say above the lowest ones, as far as those are the same here and there."""
        ...

    def any_below(self, directory: str) -> bool:
        """Does any layer say anything of what is below a directory?"""
        ...

    def size_below(self, directory: str) -> tuple[int, int]:
        """Bytes of the files below a directory in all layers, hidden ones included, and how many entries there are."""
        ...

    def collected(self) -> Mapping[str, Collection[str]]:
        """Collector → paths of the files, hidden ones included, in which it read something."""
        ...


class Lookup(Protocol):
    """A tree of which single paths are asked for."""

    def entry(self, path: str) -> Entry | None: ...


class Baseline(Protocol):
    """The tree of an image, as the delta of a container needs it."""

    def expect(self, paths: Iterable[str]) -> None:
        """These paths will be asked for: where they are looked up one by one that can be done at once."""
        ...

    def entry(self, path: str) -> Entry | None: ...

    def children(self, path: str) -> Sequence[str]:
        """Names (not paths) in a directory, sorted; empty where there is none."""
        ...

    def size_below(self, path: str) -> int:
        """Bytes of the regular files at and below a path, plus 512 for each entry; maybe with what upper layers hide, a price not a fact."""
        ...

    def paths(self) -> Iterable[str]: ...

    def collected(self, collectors: Iterable[str]) -> Collection[str]:
        """All paths of files in which one of these collectors read something, and maybe others."""
        ...


class Facts(Protocol):
    """Facts that are known, by key."""

    def get(self, keys: Iterable[FactKey]) -> dict[FactKey, Fact]: ...
