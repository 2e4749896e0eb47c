"""Where the parts of a saved image lie: in a directory, in a tar on disk, or in a tar that streams by once."""

import io
import os
import re
import stat
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager
from hashlib import sha256
from posixpath import dirname, join, normpath
from typing import BinaryIO, Protocol

from drift.errors import MalformedArchive
from drift.model.entries import Entry, FileType
from drift.model.protocols import LayerSink
from drift.source.compression import Peeked
from drift.source.layers import LayerReader
from drift.source.refusal import malformed, mismatch, shown
from drift.source.tarheader import BLOCK, check
from drift.source.tarstream import CHUNK, Readable, TarStream

LARGEST_DOCUMENT = 16 << 20
"""Of one JSON file, in bytes; registries refuse manifests over 4 MiB."""
LARGEST_DOCUMENTS = 128 << 20
"""Of all of them in a stream, where they must be held until it is known which are needed."""
MOST_MEMBERS = 100_000

DIGEST = re.compile(r"sha256:[0-9a-f]{64}")
_BLOB_PATH = re.compile(r"blobs/sha256/([0-9a-f]{64})")
_MOST_LINKS = 8


class Blobs(Protocol):
    @property
    def name(self) -> str:
        """Of the directory or archive, for messages."""
        ...

    def document(self, path: str) -> bytes | None:
        """A JSON file, whole; None where there is none. MalformedArchive where it is longer than LARGEST_DOCUMENT."""
        ...

    def layer(self, path: str, diff_id: str, blob: str = "") -> None:
        """See to it that the sink has the layer that is here; `blob` is the digest of the file as it is.

        Raises MalformedArchive where it is missing or damaged, DigestMismatch where it is another.
        """
        ...


def blob_path(digest: str, where: str) -> str:
    """Of a blob in an OCI layout. A digest of another form would be a way out of it."""
    if not DIGEST.fullmatch(digest):
        raise malformed(f"{where}: {digest[:100]!r} is not a digest of the form sha256:<64 hex digits>")
    return "blobs/" + digest.replace(":", "/")


def verified(blobs: Blobs, digest: str, what: str) -> bytes:
    """A JSON blob, its digest checked; `what` it is, for messages. MalformedArchive where it is missing."""
    raw = blobs.document(blob_path(digest, f"{blobs.name}: {what}"))
    if raw is None:
        raise malformed(f"{blobs.name} lacks the {what} {digest}")
    if (actual := digest_of(raw)) != digest:
        raise mismatch(f"{blobs.name}: {what} {digest} has the digest {actual}")
    return raw


def blob_digest(path: str) -> str:
    """Of a blob's path in an OCI layout; "" for any other path."""
    found = _BLOB_PATH.fullmatch(path)
    return f"sha256:{found[1]}" if found else ""


def digest_of(raw: bytes) -> str:
    return f"sha256:{sha256(raw).hexdigest()}"


def add_layers(blobs: Blobs, layers: Sequence[tuple[str, str]], diff_ids: Sequence[str]) -> None:
    """An image's layers, as (path, digest of the file or ""), into the sink; each must be the one that the config names."""
    if len(layers) != len(diff_ids):
        raise malformed(f"{blobs.name}: the image has {len(layers)} layers, its config names {len(diff_ids)}")
    for (path, blob), diff_id in zip(layers, diff_ids, strict=True):
        blobs.layer(path, diff_id, blob)


class Part:
    """A file, or the piece of an archive, that is read once from its start."""

    def __init__(self, file: BinaryIO, offset: int, size: int, where: str) -> None:
        self._file = file
        self._left = size
        self._where = where
        self.size = size
        file.seek(offset)

    def read(self, size: int, /) -> bytes:
        try:
            data = self._file.read(min(size, self._left))
        except OSError as error:
            raise malformed(f"{self._where} cannot be read ({error.strerror})", "check the disk") from error
        self._left -= len(data)
        return data


PartOf = Callable[[str], "AbstractContextManager[Part | None]"]


class KeptBlobs:
    """Parts that stay where they are: each is opened when it is known to be needed."""

    def __init__(self, name: str, sink: LayerSink, part: PartOf) -> None:
        self.name = name
        self._sink = sink
        self._part = part

    def document(self, path: str) -> bytes | None:
        with self._part(path) as part:
            if part is None:
                return None
            if part.size > LARGEST_DOCUMENT:
                raise _too_long(f"{self.name}: {shown(path, 100)}")
            return b"".join(iter(lambda: part.read(CHUNK), b""))

    def layer(self, path: str, diff_id: str, blob: str = "") -> None:
        if self._sink.has(diff_id):
            return
        with self._part(path) as part:
            if part is None:
                raise malformed(f"{self.name} lacks a layer: there is no {shown(path, 100)}")
            where = f"{self.name}: layer {shown(path, 100)}"
            self._sink.add(LayerReader(part, self._sink.wanted, expected=diff_id, blob=blob, name=where))


class PassedBlobs:
    """Parts of a stream that cannot go back: layers go into the sink as they pass, documents are held.

    The file that says which are the layers comes last; so a layer is what looks like one.
    """

    def __init__(self, stream: Readable, name: str, sink: LayerSink) -> None:
        self.name = name
        self._sink = sink
        self._documents: dict[str, bytes | None] = {}
        self._layers: dict[str, str | MalformedArchive] = {}
        self._links: dict[str, str] = {}
        self._held = 0
        tar = TarStream(stream, name=name)
        for count, entry in enumerate(tar):
            _bound(count, name)
            if entry.type is FileType.REGULAR:
                self._pass(entry, tar)
            elif target := _target(entry):
                self._links[entry.path] = target

    def document(self, path: str) -> bytes | None:
        path = _follow(path, self._links)
        if path in self._documents and self._documents[path] is None:
            raise _too_long(f"{self.name}: {shown(path, 100)}")
        return self._documents.get(path)

    def layer(self, path: str, diff_id: str, blob: str = "") -> None:
        place = _follow(path, self._links)
        where = f"{self.name}: layer {shown(path, 100)}"
        if place not in self._layers:
            document = self.document(place)
            if document is None:
                raise malformed(f"{self.name} lacks a layer: there is no {shown(path, 100)}")
            reader = LayerReader(io.BytesIO(document), self._sink.wanted, expected=diff_id, blob=blob, name=where)
            self._sink.add(reader)
            return
        passed = self._layers[place]
        if isinstance(passed, MalformedArchive):
            raise passed
        if passed != diff_id:
            raise mismatch(f"{where} has the digest {passed}, not {diff_id} as it should")

    def _pass(self, entry: Entry, tar: TarStream) -> None:
        peeked = Peeked(tar, BLOCK)
        if not _like_a_layer(peeked):
            self._documents[entry.path] = self._hold(entry, peeked)
            return
        digest = blob_digest(entry.path)
        if digest and not peeked.decoder and self._sink.has(digest):  # a plain layer's blob is named by its diff ID
            self._layers[entry.path] = digest
            return
        reader = LayerReader(
            peeked, self._sink.wanted, blob=digest, name=f"{self.name}: layer {shown(entry.path, 100)}"
        )
        try:
            self._layers[entry.path] = self._sink.add(reader)
        except MalformedArchive as error:  # whether it matters is known when the manifest has come
            self._layers[entry.path] = error

    def _hold(self, entry: Entry, stream: Readable) -> bytes | None:
        if entry.size > LARGEST_DOCUMENT:
            return None
        self._held += entry.size
        if self._held > LARGEST_DOCUMENTS:
            raise malformed(f"{self.name} holds more than {LARGEST_DOCUMENTS:,} bytes in files that are no layers")
        return b"".join(iter(lambda: stream.read(CHUNK), b""))


def directory_parts(root: str, name: str) -> PartOf:
    """The files of a directory; never what a link at their place names, nor what is no regular file."""

    @contextmanager
    def part(path: str) -> Iterator[Part | None]:
        where = f"{name}: {path}"
        try:
            descriptor = os.open(join(root, path), os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC)
        except FileNotFoundError:
            yield None
            return
        except OSError as error:
            raise malformed(f"{where} cannot be read ({error.strerror})", "is it a file of yours?") from error
        with os.fdopen(descriptor, "rb", buffering=0) as file:
            status = os.fstat(file.fileno())
            if not stat.S_ISREG(status.st_mode):
                raise malformed(f"{where} is no regular file")
            yield Part(file, 0, status.st_size, where)

    return part


def archive_parts(file: BinaryIO, name: str) -> PartOf:
    """The members of a tar on disk: where each one lies is found out once; the last of a name is the one that counts."""
    members: dict[str, tuple[int, int]] = {}
    links: dict[str, str] = {}
    tar = TarStream(file, name=name, seek=file.seek)
    for count, entry in enumerate(tar):
        _bound(count, name)
        if entry.type is FileType.REGULAR:
            members[entry.path] = (tar.position, entry.size)
        elif target := _target(entry):
            links[entry.path] = target

    @contextmanager
    def part(path: str) -> Iterator[Part | None]:
        place = members.get(_follow(path, links))
        yield Part(file, *place, f"{name}: {shown(path, 100)}") if place else None

    return part


def _target(entry: Entry) -> str | None:
    """Of a link among the members: older engines write a layer once, and link to it."""
    if entry.type is FileType.SYMLINK:
        return normpath(join("/", dirname(entry.path), entry.linkname or "")).lstrip("/")
    return entry.linkname if entry.type is FileType.HARDLINK else None


def _follow(path: str, links: Mapping[str, str]) -> str:
    path = normpath(join("/", path)).lstrip("/")
    for _ in range(_MOST_LINKS):
        if path not in links:
            break
        path = links[path]
    return path


def _like_a_layer(peeked: Peeked) -> bool:
    """Compressed, or a tar: a header, or the zeros that are an empty one."""
    if peeked.decoder:
        return True
    try:
        check(peeked.head.ljust(BLOCK, b" "))
    except ValueError:
        return len(peeked.head) == BLOCK and not peeked.head.strip(b"\0")
    return True


def _bound(count: int, name: str) -> None:
    if count >= MOST_MEMBERS:
        raise malformed(f"{name} has more than {MOST_MEMBERS:,} members: it is no saved image")


def _too_long(where: str) -> MalformedArchive:
    return malformed(f"{where} is longer than {LARGEST_DOCUMENT:,} bytes")
