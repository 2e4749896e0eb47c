"""Small archives, made by `tarfile` or byte by byte, and what takes up what is read from them."""

import hashlib
import io
import tarfile
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, BinaryIO

from drift.model.entries import Entry
from drift.model.protocols import LayerStream, Wanted

END = bytes(1024)
TYPES = {
    "file": tarfile.REGTYPE,
    "dir": tarfile.DIRTYPE,
    "symlink": tarfile.SYMTYPE,
    "link": tarfile.LNKTYPE,
    "fifo": tarfile.FIFOTYPE,
    "char": tarfile.CHRTYPE,
    "block": tarfile.BLKTYPE,
}


def member(name: str, content: bytes = b"", kind: str = "file", **fields: Any) -> tuple[tarfile.TarInfo, bytes]:
    """One member; `fields` are those of `tarfile.TarInfo`."""
    info = tarfile.TarInfo(name)
    info.type, info.size = TYPES[kind], len(content)
    info.mode = 0o755 if kind == "dir" else 0o644
    for key, value in fields.items():
        setattr(info, key, value)
    return info, content


def tar_of(*members: tuple[tarfile.TarInfo, bytes] | str, form: int = tarfile.GNU_FORMAT, **options: Any) -> bytes:
    """A tar of members; a bare name is a small file, or with "/" at its end a directory."""
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode="w", format=form, errors="surrogateescape", **options) as tar:
        for one in members:
            info, content = _named(one) if isinstance(one, str) else one
            tar.addfile(info, io.BytesIO(content))
    return buffer.getvalue()


def _named(name: str) -> tuple[tarfile.TarInfo, bytes]:
    return member(name.rstrip("/"), kind="dir") if name.endswith("/") else member(name, name.encode())


def block(name: bytes = b"a", flag: bytes = b"0", size: bytes = b"00000000000\0", **fields: bytes) -> bytes:
    """A header block with a right checksum; fields as they stand in it: mode, uid, gid, mtime, linkname, magic, prefix …"""
    parts = {
        "mode": (100, b"0000644\0"),
        "uid": (108, b"0000000\0"),
        "gid": (116, b"0000000\0"),
        "mtime": (136, b"00000000000\0"),
        "linkname": (157, b""),
        "magic": (257, b"ustar\x0000"),
        "major": (329, b""),
        "minor": (337, b""),
        "prefix": (345, b""),
    }
    header = bytearray(512)
    header[0 : len(name)] = name
    header[124 : 124 + len(size)] = size
    header[156:157] = flag
    for key, (offset, default) in parts.items():
        value = fields.get(key, default)
        header[offset : offset + len(value)] = value
    return signed(bytes(header))


def signed(header: bytes, *, signed_characters: bool = False) -> bytes:
    blank = header[:148] + b" " * 8 + header[156:]
    total = sum(byte - 256 if signed_characters and byte > 127 else byte for byte in blank)
    return header[:148] + f"{total:06o}\0 ".encode() + header[156:]


def padded(content: bytes) -> bytes:
    return content + bytes(-len(content) % 512)


def octal(size: int) -> bytes:
    return f"{size:011o}\0".encode()


def extension(flag: bytes, body: bytes) -> bytes:
    """A pax header or a GNU long name, to stand before a member."""
    return block(b"././@Extension", flag, octal(len(body))) + padded(body)


def pax(records: Mapping[str, bytes]) -> bytes:
    body = b""
    for key, value in records.items():
        rest = b" " + key.encode() + b"=" + value + b"\n"
        length = len(rest) + 1
        while len(str(length)) + len(rest) != length:
            length += 1
        body += str(length).encode() + rest
    return body


@dataclass
class Keeper:
    """`Wanted`: keeps up to `most` bytes of every file, and what was asked."""

    most: int = 1 << 30
    asked: list[tuple[str, int, bytes]] = field(default_factory=list)
    taken: dict[str, tuple[bytes, bytes]] = field(default_factory=dict)

    def limit(self, path: str, size: int, head: bytes) -> int:
        self.asked.append((path, size, head))
        return self.most

    def take(self, path: str, sha256: bytes, content: BinaryIO) -> None:
        self.taken[path] = (sha256, content.read())


@dataclass
class Shelf:
    """`LayerSink`: keeps layers by their diff IDs."""

    layers: dict[str, list[Entry]] = field(default_factory=dict)
    read: list[str] = field(default_factory=list)
    """Diff IDs, in the order in which layers were read."""
    wanted: Wanted = field(default_factory=lambda: Keeper(0))

    def has(self, diff_id: str) -> bool:
        return diff_id in self.layers

    def add(self, layer: LayerStream) -> str:
        entries = list(layer)
        self.layers[layer.diff_id] = entries
        self.read.append(layer.diff_id)
        return layer.diff_id


class Trickle:
    """A stream that cannot seek, and gives only a few bytes at a time, like a connection."""

    def __init__(self, content: bytes, most: int = 700) -> None:
        self._stream = io.BytesIO(content)
        self._most = most

    def read(self, size: int, /) -> bytes:
        return self._stream.read(min(size, self._most))


def digest(content: bytes) -> str:
    return f"sha256:{hashlib.sha256(content).hexdigest()}"


def names(entries: Iterable[Entry]) -> list[str]:
    return [entry.path for entry in entries]
