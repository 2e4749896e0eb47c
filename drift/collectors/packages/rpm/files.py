"""The files of a package, from its rpm header (rpm.org, "Package tags", File tags; lib/rpmfiles.h)."""

import stat
from collections.abc import Iterator, Sequence
from typing import TypeVar

from drift.collectors.interface import Unreadable
from drift.collectors.packages.filelist import CONFIG, DOCUMENTATION, GHOST, MAY_BE_MISSING, Listed, digest_of
from drift.collectors.packages.rpm.header import Header, Tag

FLAGS = (
    (1 << 0, CONFIG),
    (1 << 1, DOCUMENTATION),
    (1 << 3, MAY_BE_MISSING),
    (1 << 6, GHOST),
    (1 << 7, DOCUMENTATION),  # a licence: left out with the documents
    (1 << 8, DOCUMENTATION),  # a readme
)
"""RPMFILE_*: bit → mark."""

VERIFY_DIGEST, VERIFY_SIZE, VERIFY_MODE = 1 << 0, 1 << 1, 1 << 6
"""RPMVERIFY_*: what the package wants to have compared. A spec may leave some out: %verify(not md5 size)."""
VERIFY_ALL = VERIFY_DIGEST | VERIFY_SIZE | VERIFY_MODE

NORMAL = 0
"""State of a file that was installed and belongs to this package: not replaced, left out, of another colour, on a shared mount."""

_Value = TypeVar("_Value")
_Default = TypeVar("_Default")

ALGORITHMS = {1: "md5", 2: "sha1", 8: "sha256", 9: "sha384", 10: "sha512", 11: "sha224"}
"""Numbers of OpenPGP (RFC 4880, 9.4); MD5 where none is said."""


def files(header: Header, package: str) -> Iterator[Listed]:
    """All but directories. A file that was never installed, or has another owner by now, is claimed and not verified."""
    modes, states, flags = (header.numbers(tag) for tag in (Tag.FILE_MODES, Tag.FILE_STATES, Tag.FILE_FLAGS))
    digests, sizes = _digests(header), header.numbers(Tag.LONG_FILE_SIZES) or header.numbers(Tag.FILE_SIZES)
    verified = header.numbers(Tag.FILE_VERIFY_FLAGS)
    for at, path in enumerate(_paths(header)):
        mode = _at(modes, at, stat.S_IFREG)
        if stat.S_ISDIR(mode):
            continue
        marks = "".join(dict.fromkeys(mark for bit, mark in FLAGS if _at(flags, at, 0) & bit))
        if _at(states, at, NORMAL) != NORMAL:
            yield Listed(package, path, marks=GHOST)
            continue
        looked_at = 0 if GHOST in marks or not stat.S_ISREG(mode) else _at(verified, at, VERIFY_ALL)
        yield Listed(
            package,
            path,
            _at(digests, at, "") if looked_at & VERIFY_DIGEST else "",
            stat.S_IMODE(mode) if looked_at & VERIFY_MODE and modes else None,
            _at(sizes, at, None) if looked_at & VERIFY_SIZE else None,
            marks,
        )


def _at(column: Sequence[_Value], index: int, missing: _Default) -> _Value | _Default:
    return column[index] if index < len(column) else missing


def _digests(header: Header) -> list[str]:
    algorithm = ALGORITHMS.get(next(iter(header.numbers(Tag.FILE_DIGEST_ALGORITHM)), 1), "")
    return [digest_of(algorithm, digest) for digest in header.texts(Tag.FILE_DIGESTS)]


def _paths(header: Header) -> Iterator[str]:
    """Relative to the root. Before rpm 4 whole paths stood in one tag."""
    yield from (path.lstrip("/") for path in header.texts(Tag.OLD_FILE_NAMES))
    directories = [name.lstrip("/") for name in header.texts(Tag.DIRECTORY_NAMES)]
    indexes = header.numbers(Tag.DIRECTORY_INDEXES)
    for at, name in enumerate(header.texts(Tag.BASE_NAMES)):
        directory = _at(indexes, at, len(directories))
        if directory >= len(directories):
            raise Unreadable(f"{name[:100]!r} is in a directory that its package does not name")
        yield directories[directory] + name
