"""What a collector is: a name, the paths it wants, and a pure parser of one file's bytes."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, BinaryIO

from drift.model.facts import Status
from drift.model.records import Kind
from drift.model.redaction import Redactor


class Unreadable(Exception):
    """Content or a document that is not what it should be: the one error of a parser. It becomes a value, never a crash."""


@dataclass(frozen=True, slots=True)
class Collector:
    """A file collector. Its facts hold no path: a join adds where the file lies."""

    name: str
    version: int
    """Raised when the same bytes give other facts."""
    kind: Kind | None
    """Of the records that a join makes of its facts; None where they only serve a join (os-release)."""
    globs: tuple[str, ...]
    """Relative to the root; `*` stays within a name, `**` is any number of directories."""
    parse: Callable[[BinaryIO, str], Any]
    """(content, base name) → what goes into the fact, None where the file has no such thing. Raises Unreadable."""
    unless: tuple[str, ...] = ()
    """Globs of paths that are not wanted after all."""
    place: Callable[[str], bool] | None = None
    """Of the paths that a glob takes those that count, where a glob cannot say it."""
    limit: int = 1 << 20
    """Bytes that are kept."""
    oversize: Status = Status.FAILED
    """What a longer file is: FAILED; ABSENT where it is not wanted then; OK where its beginning is enough."""
    magic: bytes | None = None
    """First bytes that make any regular file wanted, beside the globs."""
    secret: bool = False
    """Its facts hold values of the file: they are redacted before they are facts, and secret-like paths are left alone."""
    keyed: Callable[[Redactor, Any], Any] | None = None
    """Of files that are nothing but secrets: what may be kept of what was parsed. A container's facts of it are not kept: they are found by
    a plain digest of the file."""
    root: Callable[[str], str] | None = None
    """Of package collectors: the path of a file → the directory that its packages belong to; None for an OS database."""


def glob_expression(glob: str) -> str:
    """A glob as a regular expression over the whole path."""
    expression = ""
    for piece in re.split(r"(\*\*/|\*\*|\*|\?)", glob):
        expression += {"**/": "(?:.*/)?", "**": ".*", "*": "[^/]*", "?": "[^/]"}.get(piece, re.escape(piece))
    return rf"{expression}\Z"
