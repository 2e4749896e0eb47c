"""A layer: a tar, maybe compressed, whose names say what it deletes (OCI image-spec v1.1, layer.md, "Whiteouts")."""

from collections.abc import Iterator
from functools import cached_property
from hashlib import sha256
from typing import TYPE_CHECKING

from drift.model.entries import Entry, FileType
from drift.model.protocols import Wanted
from drift.source.compression import Decompressed, Peeked
from drift.source.refusal import malformed, mismatch
from drift.source.tarstream import CHUNK, Readable, TarStream, digested

if TYPE_CHECKING:
    from concurrent.futures import Future

_WHITEOUT = ".wh."
_OPAQUE = ".wh..wh..opq"
_AUFS = ".wh..wh."
"""Names of a storage driver of long ago, of no meaning outside it; but for `_OPAQUE`."""


BATCH = 4 << 20
"""Bytes that are hashed at once: the interpreter's lock changes hands only every 5 ms, in which a core hashes so many."""


class Hashed:
    """A stream that is counted and hashed as it is read; on another core, where there is one: a second for 1.5 GB."""

    def __init__(self, stream: Readable) -> None:
        from concurrent.futures import ThreadPoolExecutor

        self._stream = stream
        self._digest = sha256()
        self._hasher = ThreadPoolExecutor(max_workers=1)
        self._batch: list[bytes] = []
        self._batched = 0
        self._running: Future[None] | None = None
        self.size = 0

    def read(self, size: int, /) -> bytes:
        data = self._stream.read(size)
        self._batch.append(data)
        self._batched += len(data)
        if self._batched >= BATCH:
            self._hash()
        self.size += len(data)
        return data

    def _hash(self) -> None:
        if self._running:
            self._running.result()
        self._running = self._hasher.submit(self._digest.update, b"".join(self._batch))
        self._batch, self._batched = [], 0

    def drain(self) -> None:
        """Read to the end: what stands after a tar's own end counts for its digest."""
        while self.read(CHUNK):
            pass

    @cached_property
    def digest(self) -> str:
        """Of what was read: it is not to be read on."""
        self._hash()
        self._hasher.shutdown()
        return f"sha256:{self._digest.hexdigest()}"


class LayerReader:
    """One layer's entries in archive order; at the end the digest of all of it is known, and checked."""

    def __init__(
        self, stream: Readable, wanted: Wanted, *, expected: str = "", blob: str = "", name: str = "layer"
    ) -> None:
        """`expected` is the diff ID that an image's config says, `blob` the digest of the stream as it is, maybe compressed.

        The iteration raises DigestMismatch where either is another, MalformedArchive, and what `stream.read` raises.
        """
        self._stream = stream
        self._wanted = wanted
        self._expected = expected
        self._blob = blob
        self._name = name
        self._plain: Hashed | None = None

    @property
    def diff_id(self) -> str:
        """Digest of the uncompressed tar. ValueError before the iteration has ended."""
        return self._at_end().digest

    @property
    def size(self) -> int:
        """Bytes of the uncompressed tar. ValueError before the iteration has ended."""
        return self._at_end().size

    def __iter__(self) -> Iterator[Entry]:
        peeked = Peeked(self._stream)
        packed = Hashed(peeked)
        plain = Hashed(Decompressed(packed, peeked.decoder, self._name)) if peeked.decoder else packed
        tar = TarStream(plain, name=self._name, ended=False)  # its digest says that it is whole
        for member in tar:
            entry = self._unmarked(member) if _WHITEOUT in member.path else member
            if entry is not None:
                yield digested(tar, entry, self._wanted) if entry.type is FileType.REGULAR else entry
        plain.drain()
        packed.drain()
        self._check(plain.digest, self._expected)
        self._check(packed.digest, self._blob)
        self._plain = plain

    def _unmarked(self, member: Entry) -> Entry | None:
        """What a member with such a name means: a deletion, nothing, or itself."""
        parent, slash, name = member.path.rpartition("/")
        if name == _OPAQUE:
            return Entry(parent, FileType.OPAQUE, 0, 0, 0)
        if f"/{_AUFS}" in f"/{member.path}":
            return None
        if not name.startswith(_WHITEOUT):
            return member
        deleted = name.removeprefix(_WHITEOUT)
        if deleted in {"", ".", ".."}:
            raise malformed(f"{self._name} has a whiteout, {member.path!r}, that names no file")
        return Entry(parent + slash + deleted, FileType.WHITEOUT, 0, 0, 0)

    def _check(self, digest: str, expected: str) -> None:
        if expected and digest != expected:
            raise mismatch(f"{self._name} has the digest {digest}, not {expected} as it should")

    def _at_end(self) -> Hashed:
        if self._plain is None:
            raise ValueError(f"{self._name} was not read to its end")
        return self._plain
