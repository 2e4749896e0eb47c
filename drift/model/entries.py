"""A file as a layer, a container or a directory has it."""

from enum import StrEnum
from typing import NamedTuple

from drift.model.canonical import Json


class FileType(StrEnum):
    REGULAR = "file"
    DIRECTORY = "directory"
    SYMLINK = "symlink"
    CHARACTER = "char-device"
    BLOCK = "block-device"
    FIFO = "fifo"
    HARDLINK = "hardlink"  # in a layer only; the fold resolves it
    WHITEOUT = "whiteout"  # in a layer only: `path` is deleted from the layers below
    OPAQUE = "opaque"  # in a layer only: the layers below have nothing in the directory `path`


class Entry(NamedTuple):
    """One path. A named tuple, since an image has 100,000 of them: 3 × faster to make than a frozen dataclass."""

    path: str
    """Relative to the root, without leading or trailing slash; "" is the root. Undecodable bytes are surrogates."""
    type: FileType
    mode: int
    """Permission bits, mode & 0o7777."""
    uid: int
    gid: int
    """Owner as inside the container."""
    size: int = 0
    """Bytes of a regular file, else 0."""
    mtime: int = 0
    """Whole seconds. In the layer index only: never compared."""
    sha256: bytes | None = None
    """Digest (32 bytes) of a regular file's content; None where it could not be read in peace (unstable)."""
    linkname: str | None = None
    """Target of a symbolic link as written; of a hard link the path of the earlier entry."""
    rdev: str | None = None
    """"major:minor" of a device."""
    capability: bytes | None = None
    """The value of the extended attribute security.capability."""


def file_fields(entry: Entry) -> dict[str, Json]:
    """What is compared of a file: what every route to a container can say. Fields that do not apply are left out."""
    fields: dict[str, Json] = {"type": entry.type.value, "uid": entry.uid, "gid": entry.gid}
    if entry.type is not FileType.SYMLINK:
        fields["mode"] = f"{entry.mode:04o}"
    if entry.type is FileType.REGULAR:
        fields["size"] = entry.size
        fields["sha256"] = entry.sha256.hex() if entry.sha256 else None
    if entry.linkname is not None and entry.type is FileType.SYMLINK:
        fields["linkname"] = entry.linkname
    if entry.rdev is not None:
        fields["rdev"] = entry.rdev
    if entry.capability is not None:
        fields["capability"] = entry.capability.hex()
    return fields


def same_file(one: Entry, other: Entry) -> bool:
    """Are the two equal in everything that is compared? (Path and mtime are not.)"""
    return _compared(one) == _compared(other)


def _compared(entry: Entry) -> tuple[object, ...]:
    mode = 0 if entry.type is FileType.SYMLINK else entry.mode
    return (
        entry.type,
        mode,
        entry.uid,
        entry.gid,
        entry.size,
        entry.sha256,
        entry.linkname,
        entry.rdev,
        entry.capability,
    )
