"""A lean tar reader: a stream goes in, entries and hashed content come out, nothing is held.

`tarfile` makes an object of every header and keeps them all: it takes two and a half times as long (benchmarks/tar_reader.py).
"""

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from hashlib import sha256
from typing import TYPE_CHECKING, Protocol

from drift.errors import MalformedArchive
from drift.model.entries import Entry, FileType
from drift.model.protocols import Wanted
from drift.source.kept import Kept
from drift.source.refusal import malformed
from drift.source.tarheader import BLOCK, LINKPATH, PATH, Extension, check, entry_of, number, pax_records

if TYPE_CHECKING:
    from hashlib import _Hash as Hash

CHUNK = 1 << 20
FIRST_CHUNK = 1 << 14
"""The first read is small and each one twice the last: who wants the first header only does not wait for more."""
HEAD = 512
"""Bytes of a file's start that `Wanted.limit` is shown."""
LONGEST_EXTENSION = 1 << 20
"""Of a pax header or a GNU long name; the engines' own reader (Go, archive/tar) has the same bound."""

_ZEROS = bytes(BLOCK)
_NOTHING = memoryview(b"")
_REGULAR = FileType.REGULAR


class Readable(Protocol):
    """Anything that bytes come from: a file, a response, a decompressor, the current member of another tar."""

    def read(self, size: int, /) -> bytes:
        """Up to `size` bytes, at least one unless the end is reached."""
        ...


class TarStream:
    """The members of a tar in order; between two of them, `chunk` and `read` give the current one's content."""

    def __init__(
        self,
        stream: Readable,
        *,
        name: str = "tar archive",
        prefix: str = "",
        ended: bool = True,
        seek: Callable[[int, int], int] | None = None,
    ) -> None:
        """`name` is for messages, `prefix` the directory that all names are relative to.

        `ended` demands the end-of-archive mark, which tells a whole stream from a cut one. `seek`, of a file, skips content unread.
        """
        self._stream = stream
        self._name = name
        self._prefix = prefix.strip("/")
        self._ended = ended
        self._seek = seek
        self._buffer = b""
        self._view = _NOTHING  # of the buffer: a piece of content is not copied
        self._at = 0  # in the buffer
        self._ask = FIRST_CHUNK
        self._base = 0  # of the buffer in the stream
        self._left = 0  # content of the current member that is still to come

    @property
    def position(self) -> int:
        """Bytes of the stream that were handed out; when a member has just come, the place where its content begins."""
        return self._base + self._at

    def __iter__(self) -> Iterator[Entry]:
        """Regular files come without their digest, which only their content tells."""
        shared: Extension = {}
        own: Extension = {}
        while header := self._header():
            try:
                entry = self._member(header, shared, own)
            except ValueError as error:
                raise self._malformed(f"has {error}") from None
            if entry is not None:
                own.clear()
                self._left = entry.size
                yield entry
                self._skip(self._left + -entry.size % BLOCK)

    def chunk(self, most: int = CHUNK) -> memoryview:
        """The next piece of the current member's content, empty at its end; never less than `HEAD` bytes unless it ends with them."""
        if not self._left:
            return _NOTHING
        least = min(self._left, HEAD)
        if self._available(least) < least:
            raise self._malformed("ends in the middle of a file: it was cut short")
        piece = self._view[self._at : self._at + min(self._left, most)]
        self._at += len(piece)
        self._left -= len(piece)
        return piece

    def read(self, size: int, /) -> bytes:
        """`chunk` as bytes: it makes the current member a stream of its own, such as a layer in a saved image."""
        return bytes(self.chunk(size))

    def _member(self, header: bytes, shared: Extension, own: Extension) -> Entry | None:
        """None for a header that extends: the next member by `own`, all that follow by `shared`."""
        check(header)
        flag = header[156:157]
        if flag not in b"xXgLKV":
            return entry_of(header, {**shared, **own} if shared else own, self._prefix)
        body = self._extension(number(header[124:136]))
        match flag:
            case b"x" | b"X":
                own |= pax_records(body)
            case b"g":
                shared |= pax_records(body)
            case b"L" | b"K":  # GNU's long name, long target; b"V", the volume's label, says nothing of a member
                own[PATH if flag == b"L" else LINKPATH] = body.partition(b"\0")[0]
        return None

    def _extension(self, size: int) -> bytes:
        if not 0 <= size <= LONGEST_EXTENSION:
            raise ValueError(f"an extended header of {size:,} bytes; no more than {LONGEST_EXTENSION:,} are read")
        self._left = size
        body = b"".join(iter(lambda: bytes(self.chunk()), b""))
        self._skip(-size % BLOCK)
        return body

    def _header(self) -> bytes:
        """The next header block, empty at the archive's end: after a block of zeros, or where the stream has no more."""
        block = self._block()
        if block and not block[0] and block == _ZEROS:
            if self._block().strip(b"\0"):
                raise self._malformed("has members after an end-of-archive mark")
            return b""
        if not block and self._ended:
            raise self._malformed("ends without an end-of-archive mark: it was cut short, or is no tar")
        return block

    def _block(self) -> bytes:
        have = self._available(BLOCK)
        if 0 < have < BLOCK:
            raise self._malformed("ends in the middle of a header: it was cut short, or is no tar")
        block = self._buffer[self._at : self._at + BLOCK]
        self._at += len(block)
        return block

    def _available(self, least: int) -> int:
        """Read on until `least` bytes are at hand, or the stream ends; returns how many there are."""
        while (have := len(self._buffer) - self._at) < least and (more := self._stream.read(self._ask)):
            self._ask = min(2 * self._ask, CHUNK)
            self._base += self._at
            self._buffer = self._buffer[self._at :] + more if have else more
            self._view = memoryview(self._buffer)
            self._at = 0
        return have

    def _skip(self, count: int) -> None:
        """Pass over what is left of a member; a cut archive shows by the mark that is then missing, or here."""
        self._left = 0
        while (have := len(self._buffer) - self._at) < count:
            count -= have
            self._at += have
            if self._seek:
                self._seek(count, 1)
                self._base += count
                count = 0
            elif not self._available(1):
                raise self._malformed("ends in the middle of a file: it was cut short")
        self._at += count

    def _malformed(self, what: str) -> MalformedArchive:
        return malformed(f"{self._name} {what} (at byte {self.position:,})")


def read_entries(stream: Readable, wanted: Wanted, *, prefix: str = "", name: str = "tar archive") -> Iterator[Entry]:
    """The entries of a container's tar, each file hashed as it streams by; a name that looks like a whiteout is a name here.

    `prefix` is the directory that the names are relative to: of an answer to `/archive?path=/etc/nginx` it is "etc".
    Raises MalformedArchive, and what `stream.read` raises.
    """
    tar = TarStream(stream, name=name, prefix=prefix)
    for entry in tar:
        yield digested(tar, entry, wanted) if entry.type is _REGULAR else entry


def digested(tar: TarStream, entry: Entry, wanted: Wanted) -> Entry:
    """The regular file that the tar is at, with its digest; `wanted` gets what it asks for."""
    digest, kept = hash_content(entry, tar.chunk, wanted)
    if kept is not None:
        with kept.opened() as content:
            wanted.take(entry.path, digest, content)
    path, kind, mode, uid, gid, size, mtime, *_, capability = entry
    return Entry(path, kind, mode, uid, gid, size, mtime, digest, None, None, capability)


def hash_content(entry: Entry, chunk: Callable[[], bytes | memoryview], wanted: Wanted) -> tuple[bytes, Kept | None]:
    """Digest of what `chunk` gives until it is empty, and its start up to the limit that `wanted` sets, None where that is 0."""
    piece = chunk()
    digest = sha256(piece)
    limit = wanted.limit(entry.path, entry.size, bytes(piece[:HEAD]))
    if limit > 0:
        return _kept(digest, piece, chunk, Kept(limit))
    while piece := chunk():
        digest.update(piece)
    return digest.digest(), None


def _kept(
    digest: "Hash", piece: bytes | memoryview, chunk: Callable[[], bytes | memoryview], kept: Kept
) -> tuple[bytes, Kept]:
    with ExitStack() as broken_off:
        broken_off.callback(kept.close)
        kept.add(piece)
        while piece := chunk():
            digest.update(piece)
            kept.add(piece)
        broken_off.pop_all()
    return digest.digest(), kept
