"""What packages put on the disk, as a fact: their paths, and what was recorded of each, in columns that compress well."""

import base64
import zlib
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from itertools import groupby
from typing import Any, NamedTuple

from drift.collectors.interface import Unreadable
from drift.model.canonical import Json, to_bytes, to_text

CONFIG, DOCUMENTATION, GHOST, MAY_BE_MISSING = "c", "d", "g", "m"
"""Marks of a file: its owner may edit it, it may be left out at install time, the package only claims its path, it may be gone."""

DIGEST_SIZES = {"md5": 16, "sha1": 20, "sha224": 28, "sha256": 32, "sha384": 48, "sha512": 64}
"""Algorithm → bytes."""

MOST_FILES, MOST_TEXT = 2_000_000, 128 << 20
"""Of one database, and the characters of their paths. A full desktop has 400,000 files, of 25 million characters."""


class Listed(NamedTuple):
    """One path of a package, and what its package manager recorded of it."""

    package: str
    path: str
    """Relative to the root, as the package lists it."""
    digest: str = ""
    """"sha256:hex", or another algorithm of DIGEST_SIZES; "" where none is recorded."""
    mode: int | None = None
    """Permission bits, mode & 0o7777."""
    size: int | None = None
    """Bytes, of a regular file."""
    marks: str = ""


def file_list(files: Iterable[Listed]) -> dict[str, Json]:
    """The fact: {"packages": [[name, number of files, bytes of digests] …], "paths", "recorded"?, "digests"?}.

    Files of a package stand together.

    60,000 paths of 430 Debian packages are 5 MB as text and 0.6 MB so; a digest adds its own bytes.
    """
    listed: list[Listed] = []
    left = MOST_TEXT
    for one in files:
        left -= len(one.path)
        if left < 0 or len(listed) == MOST_FILES:
            raise Unreadable(f"more files are listed than {MOST_FILES}, or {MOST_TEXT} characters of paths")
        if "\0" not in one.path:
            listed.append(one)
    fact: dict[str, Json] = {
        "packages": [_package(name, list(group)) for name, group in groupby(listed, key=lambda one: one.package)],
        "paths": _packed(one.path for one in listed),
    }
    if any(one[2:] != ("", None, None, "") for one in listed):
        fact["recorded"] = _packed(map(_recorded, listed))
        fact["digests"] = base64.b64encode(b"".join(map(_raw_digest, listed))).decode()
    return fact


def one_package(package: str, paths: Sequence[bytes], algorithm: str = "", digests: bytes = b"") -> dict[str, Json]:
    """`file_list` of one package that recorded digests alone, or nothing: five times as fast, for the 60,000 files of dpkg.

    No path has a NUL in it; `digests` are as many as paths, one after another.
    """
    fact: dict[str, Json] = {
        "packages": [[package, len(paths), len(digests)]] if paths else [],
        "paths": _compressed(b"\0".join(paths)),
    }
    if algorithm and paths:
        fact["recorded"] = _packed([_recorded(Listed("", "", algorithm))] * len(paths))
        fact["digests"] = base64.b64encode(digests).decode()
    return fact


def owned_paths(fact: dict[str, Any], among: frozenset[str] | None = None) -> Iterator[tuple[str, str]]:
    """(package, path) of each file; in no order where only some are asked for."""
    paths = _unpacked(fact["paths"])
    at = 0
    for name, count, _ in fact["packages"]:
        own = paths[at : at + count]
        for path in own if among is None else among.intersection(own):
            yield name, path
        at += count


def listed_files(fact: dict[str, Any], among: frozenset[str] | None = None) -> Iterator[Listed]:
    """What `file_list` was made of; only of packages that have one of some paths."""
    paths = _unpacked(fact["paths"])
    recorded = _unpacked(fact["recorded"]) if "recorded" in fact else [_recorded(Listed("", ""))] * len(paths)
    digests = base64.b64decode(fact.get("digests", ""))
    at = digest_at = 0
    for name, count, size in fact["packages"]:
        end, digest_end = at + count, digest_at + size
        if among is None or not among.isdisjoint(paths[at:end]):
            yield from _listed(name, paths[at:end], recorded[at:end], digests[digest_at:digest_end])
        at, digest_at = end, digest_end


def _listed(package: str, paths: list[str], recorded: list[str], digests: bytes) -> Iterator[Listed]:
    at = 0
    for path, line in zip(paths, recorded, strict=True):
        algorithm, mode, size, marks = _fields(line)
        end = at + DIGEST_SIZES.get(algorithm, 0)
        yield Listed(package, path, f"{algorithm}:{digests[at:end].hex()}" if algorithm else "", mode, size, marks)
        at = end


def digest_of(algorithm: str, value: str) -> str:
    """A digest in hexadecimal digits as "ALGORITHM:hex"; "" where it is none of that algorithm."""
    size = DIGEST_SIZES.get(algorithm)
    try:
        return f"{algorithm}:{value.lower()}" if size and len(bytes.fromhex(value)) == size else ""
    except ValueError:
        return ""


def _package(name: str, files: list[Listed]) -> list[Json]:
    return [name, len(files), sum(len(_raw_digest(one)) for one in files)]


def _raw_digest(one: Listed) -> bytes:
    return bytes.fromhex(one.digest.partition(":")[2])


def _recorded(one: Listed) -> str:
    mode = "" if one.mode is None else f"{one.mode:o}"
    size = "" if one.size is None else str(one.size)
    return f"{one.digest.partition(':')[0]} {mode} {size} {one.marks}"


@lru_cache(maxsize=1 << 16)
def _fields(recorded: str) -> tuple[str, int | None, int | None, str]:
    algorithm, mode, size, marks = recorded.split(" ")
    return algorithm, int(mode, 8) if mode else None, int(size) if size else None, marks


def _packed(lines: Iterable[str]) -> str:
    return _compressed(to_bytes("\0".join(lines)))


def _compressed(column: bytes) -> str:
    return base64.b64encode(zlib.compress(column, 6)).decode()


def _unpacked(packed: str) -> list[str]:
    return to_text(zlib.decompress(base64.b64decode(packed))).split("\0")
