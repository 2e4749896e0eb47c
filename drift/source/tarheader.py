"""A tar header block, with the extensions before it, as an entry: pure functions (tar(5); POSIX.1-2017, "pax Interchange Format").

What is wrong with a block is a ValueError that goes on after the archive's name: "… has a header with a wrong checksum".
"""

import struct
from posixpath import normpath
from zlib import adler32

from drift.model.canonical import to_text
from drift.model.entries import Entry, FileType
from drift.source.capability import inside

BLOCK = 512
LONGEST_PATH = 4096
"""PATH_MAX of Linux: no engine can unpack a longer one."""

PATH, LINKPATH, SIZE, UID, GID, MTIME = b"path", b"linkpath", b"size", b"uid", b"gid", b"mtime"
CAPABILITY = b"SCHILY.xattr.security.capability"
KEYWORDS = frozenset({PATH, LINKPATH, SIZE, UID, GID, MTIME, CAPABILITY})
"""Of pax headers: those that say something of an entry."""

Extension = dict[bytes, bytes]
"""What pax headers and GNU long names say of the member that follows, by pax keyword; b"" takes back what a global one said."""

_FIELDS = struct.Struct("100s8s8s8s12s12s8sc100s6s2x64x8s8s155s12x")
_REGULAR = FileType.REGULAR  # an enum's member costs 70 ns at each look
_LINKS = frozenset({FileType.SYMLINK, FileType.HARDLINK})
_DEVICES = frozenset({FileType.CHARACTER, FileType.BLOCK})
_TYPES = {
    b"0": FileType.REGULAR,
    b"\0": FileType.REGULAR,
    b"7": FileType.REGULAR,  # "contiguous": every system treats it as a regular file
    b"1": FileType.HARDLINK,
    b"2": FileType.SYMLINK,
    b"3": FileType.CHARACTER,
    b"4": FileType.BLOCK,
    b"5": FileType.DIRECTORY,
    b"6": FileType.FIFO,
}
_SPARSE = "a sparse file, a form that is not read: it was packed with --sparse"


def check(block: bytes) -> None:
    """Is this a header? ValueError where its checksum says no."""
    total = _sum(block)
    try:
        expected = number(block[148:156])
    except ValueError:
        expected = -1
    if expected != total and expected != total - 256 * _high_bytes(block):
        raise ValueError("a header with a wrong checksum: it is damaged, or no tar")


def entry_of(block: bytes, extension: Extension, prefix: str = "") -> Entry:
    """The member whose header this is, its path below `prefix`; a regular file without the digest, which only content tells."""
    name, mode, uid, gid, size, mtime, _, flag, link, magic, major, minor, front = _FIELDS.unpack(block)
    path = name.partition(b"\0")[0]
    if front[0] and magic == b"ustar\0":  # GNU's own magic has times there
        path = front.partition(b"\0")[0] + b"/" + path
    owner, group, length, time = number(uid), number(gid), number(size), number(mtime)
    linkname = rdev = capability = None
    if extension:
        path = extension.get(PATH) or path
        link = extension.get(LINKPATH) or link
        if said := extension.get(CAPABILITY):
            capability = inside(said)
        owner, group = _said(extension, UID, owner), _said(extension, GID, group)
        length, time = _said(extension, SIZE, length), _said(extension, MTIME, time)
    if length < 0:
        raise ValueError(f"{to_text(path[:100])!r} with a size below zero")
    kind = _kind(flag, path)
    if kind is not _REGULAR:
        length = 0  # what is said there is the target's size, or nonsense: no content follows
        if kind is not FileType.HARDLINK:
            capability = None  # execve(2) asks regular files alone; the kernel lets a directory have one, too
        if kind in _LINKS:
            link = link.partition(b"\0")[0]
            linkname = to_text(link) if kind is FileType.SYMLINK else _clean(link, prefix)
        elif kind in _DEVICES:
            rdev = f"{number(major)}:{number(minor)}"
    path = _clean(path, prefix)
    return Entry(path, kind, number(mode) & 0o7777, owner, group, length, time, None, linkname, rdev, capability)


def pax_records(body: bytes) -> Extension:
    r"""Of a pax header's records, "LENGTH KEY=VALUE\n" with LENGTH that of the whole, those of `KEYWORDS`; values may be binary."""
    found: Extension = {}
    at = 0
    while at < len(body) and body[at]:
        space = body.find(b" ", at, at + 20)
        end = at + _decimal(body[at : max(space, at)])
        if not space < end - 1 < len(body) or body[end - 1 : end] != b"\n":
            raise ValueError("a pax header whose records do not have the lengths that they say")
        keyword, _, value = body[space + 1 : end - 1].partition(b"=")
        if keyword.startswith(b"GNU.sparse."):
            raise ValueError(_SPARSE)
        if keyword in KEYWORDS:
            if keyword != CAPABILITY and b"\0" in value:
                raise ValueError(f"a pax {to_text(keyword)} with a NUL in it")
            found[keyword] = value
        at = end
    return found


def number(field: bytes) -> int:
    """Octal digits, ended by NUL or space; or base-256 (GNU), which the highest bit marks, the next one being the sign."""
    if field[0] & 0x80:
        bits = 8 * len(field) - 1
        value = int.from_bytes(field, "big") & ((1 << bits) - 1)
        return _bounded(value - (value >> (bits - 1) << bits))
    try:
        return int(field.rstrip(b"\0 ") or b"0", 8)
    except ValueError:
        digits = field.partition(b"\0")[0].strip() or b"0"  # what stands after a NUL does not count
    try:
        return int(digits, 8)
    except ValueError:
        raise ValueError(f"a header with {to_text(field)!r} for a number: it is damaged, or no tar") from None


def _kind(flag: bytes, path: bytes) -> FileType:
    if flag == b"\0" and path.endswith(b"/"):  # as v7 marked a directory
        return FileType.DIRECTORY
    if kind := _TYPES.get(flag):
        return kind
    why = _SPARSE if flag == b"S" else f"a member of type {to_text(flag)!r}, which is not known"
    raise ValueError(f"{to_text(path[:100])!r} as {why}")


def _clean(raw: bytes, prefix: str) -> str:
    """A path below the root. As for a process whose root it is, ".." at the top stays there."""
    if len(raw) > LONGEST_PATH:
        raise ValueError(f"a path of {len(raw)} bytes; the longest that can be unpacked has {LONGEST_PATH}")
    path = to_text(raw).rstrip("/").removeprefix("./")
    if "/." in path or "//" in path or path[:1] in {".", "/"}:
        path = normpath("/" + path).lstrip("/")
    return f"{prefix}/{path}".strip("/") if prefix else path


def _said(extension: Extension, keyword: bytes, otherwise: int) -> int:
    value = extension.get(keyword)
    return _decimal(value) if value else otherwise


def _decimal(text: bytes) -> int:
    """A number of a pax header: times may have a fraction, and are rounded down."""
    whole, _, fraction = text.partition(b".")
    try:
        value = int(whole)
    except ValueError:
        raise ValueError(f"a pax header with {to_text(text[:40])!r} for a number") from None
    return _bounded(value - 1 if whole.startswith(b"-") and fraction.strip(b"0") else value)


def _bounded(value: int) -> int:
    if not -(1 << 63) <= value < 1 << 63:
        raise ValueError("a number of more than 64 bits")
    return value


def _sum(block: bytes) -> int:
    """Of a header's bytes, the checksum's own counted as spaces.

    The low half of Adler-32 is one more than the sum, modulo 65521, which 256 bytes cannot reach: 0.5 µs where `sum` takes 2.6.
    """
    first = adler32(block[156:256], adler32(block[:148])) & 0xFFFF
    return first + (adler32(block[256:]) & 0xFFFF) - 2 + 8 * ord(" ")


def _high_bytes(block: bytes) -> int:
    """Writers whose characters are signed counted each of these as 256 less."""
    return sum(byte > 127 for byte in block[:148] + block[156:])
