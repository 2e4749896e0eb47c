"""What differs between two sides: no opinion on whether it matters."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from drift.model.canonical import Document
from drift.model.evidence import UNKNOWN, Evidence
from drift.model.records import Kind


class Relation(StrEnum):
    CONTAINER_IMAGE = "container-image"
    IMAGE_IMAGE = "image-image"
    ENVIRONMENTS = "environment-environment"
    INSTANCES = "instance-instance"
    """Two containers; in the gate a replica and the majority of its service."""
    NOW_BEFORE = "now-before"


class ChangeType(StrEnum):
    ADDED = "added"
    REMOVED = "removed"
    CHANGED = "changed"
    MOVED = "moved"
    """A file: `key` is the new path, `before["path"]` the old one."""
    INCOMPARABLE = "incomparable"
    """One side failed or is missing: `before`/`after` hold {"reason": …} for it."""


@dataclass(frozen=True, slots=True)
class Detail:
    """One difference inside a document: a JSON, YAML, TOML or INI value, or a hunk of text lines."""

    path: str
    """Where in the document: "server.port", "workers[2]"; "line 12" for text."""
    before: str | None
    after: str | None
    """As text, redacted; None where that side has nothing."""


@dataclass(frozen=True, slots=True)
class Change:
    kind: Kind
    key: str
    change: ChangeType
    before: Document | None = None
    after: Document | None = None
    """The record's content on each side; None where that side has none."""
    details: tuple[Detail, ...] = ()
    explained: str = ""
    """What already accounts for it, for example "image differs" or a package that owns it; "" where nothing does."""
    same_meaning: bool = False
    """Of a file: both sides are documents that say the same. Only the formatting differs, or comments."""
    alone: bool = False
    """It is no difference: it says what is wrong with the judged side, whatever that is compared with."""
    of_images: bool = False
    """Two images that were opened up: each side has what its own image has."""


def alone(kind: Kind, key: str, content: Document) -> Change:
    """Of the judged side alone."""
    return Change(kind, key, ChangeType.ADDED, None, content, alone=True)


LOCK = "lock:"
"""What the label of a side begins with that a lock file has, before the file's name."""


@dataclass(frozen=True, slots=True)
class Side:
    label: str
    """As a reference a person can use again: container:web, env:prod/web, image:web:1.4"""
    environment: str = ""
    instance: str = ""
    """Container name."""
    image: bytes | None = None
    snapshot: bytes | None = None
    at: str = ""
    """RFC 3339, when it was read."""
    reference: str = ""
    """Of the image, as the container was created from it; "" where it is not known."""


@dataclass(frozen=True, slots=True)
class Comparison:
    relation: Relation
    service: str
    before: Side
    after: Side
    """The side that is judged: the container, the later environment, the replica."""
    changes: tuple[Change, ...]
    equal: int = 0
    """How many records were equal."""
    equal_of: Mapping[Kind, int] = field(default_factory=dict)
    """The same by kind, for "1,204 of 1,212 packages equal"; files where the sides were opened up."""
    evidence: Evidence = UNKNOWN
    """Of the judged side."""

    @property
    def environments(self) -> Sequence[str]:
        names = [self.before.environment, self.after.environment]
        return tuple(dict.fromkeys(name for name in names if name))
