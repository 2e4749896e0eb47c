"""A container's (or image's, or directory's) state at one time: a small tuple of record-set digests."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from functools import cached_property

from drift.model.canonical import Document, sha256
from drift.model.facts import Status
from drift.model.records import Kind, RecordSet


@dataclass(frozen=True, slots=True)
class Section:
    """What is known of one kind. OK has a set (maybe empty: looked and found nothing); FAILED has a reason."""

    status: Status
    set: RecordSet | None = None
    reason: str = ""

    @classmethod
    def ok(cls, records: RecordSet) -> "Section":
        return cls(Status.OK, records)

    @classmethod
    def absent(cls) -> "Section":
        """The source has no such thing to say (a directory has no environment)."""
        return cls(Status.ABSENT)

    @classmethod
    def failed(cls, reason: str) -> "Section":
        return cls(Status.FAILED, None, reason)


@dataclass(frozen=True)
class Snapshot:
    image: bytes | None
    """Identity of the image that the `files` section is a delta on; None: `files` is the whole tree."""
    sections: Mapping[Kind, Section]

    @cached_property
    def digest(self) -> bytes:
        """Covers image, kinds, status and set digests; not time, place, route, coverage or collector versions."""
        parts = [self.image or b""]
        for kind in sorted(self.sections):
            section = self.sections[kind]
            parts += [kind.encode(), section.status.encode(), section.set.digest if section.set is not None else b""]
        return sha256(b"snapshot", *parts)


class Route(StrEnum):
    HOST = "host"
    API = "api"
    EXPORT = "export"
    DIRECTORY = "directory"
    IMAGE = "image"
    DOCUMENT = "document"
    """A bill of materials: nothing was looked at."""


class HostFiles(StrEnum):
    """Is a container read from the disk of its engine's host?"""

    AUTO = "auto"
    """Where it can be proven to be the container's."""
    NEVER = "never"
    REQUIRE = "require"
    """An error where it cannot be."""


@dataclass(frozen=True, slots=True)
class Coverage:
    """How well was it looked: beside the snapshot, never part of its digest."""

    route: Route
    collectors: Mapping[str, int] = field(default_factory=dict)
    """Collector → version."""
    not_looked_for: tuple[str, ...] = ()
    """Sentences: what this route cannot see, and how to look for it."""
    unstable: tuple[str, ...] = ()
    """Paths that changed or vanished while they were read, twice."""
    engine_made: int = 0
    """How many paths were left out because an engine makes them."""
    notes: tuple[str, ...] = ()
    """Sentences for a person: the container restarted while it was read …"""
    tag_now: str = ""
    """Engine's image ID that the container's reference names by now, where it is another than the container runs."""

    def document(self) -> Document:
        return {
            "route": self.route.value,
            "collectors": dict(self.collectors),
            "not_looked_for": list(self.not_looked_for),
            "unstable": list(self.unstable),
            "engine_made": self.engine_made,
            "notes": list(self.notes),
            "tag_now": self.tag_now,
        }

    @classmethod
    def from_document(cls, document: Document) -> "Coverage":
        return cls(
            route=Route(document["route"]),
            collectors=dict(document["collectors"]),
            not_looked_for=tuple(document["not_looked_for"]),
            unstable=tuple(document["unstable"]),
            engine_made=document["engine_made"],
            notes=tuple(document["notes"]),
            tag_now=document["tag_now"],
        )


@dataclass(frozen=True, slots=True)
class EngineIdentity:
    uid: str
    """Docker's /info ID; for Podman, whose ID changes at each request, a hash of Name and DockerRootDir."""
    address: str
    """As the user gave it, passwords removed."""
    kind: str
    """docker | podman | directory"""
    version: str
    api_version: str = ""


@dataclass(frozen=True, slots=True)
class ServiceName:
    application: str
    """Compose project, Swarm stack, namespace; "" where there is none."""
    name: str

    def __str__(self) -> str:
        return f"{self.application}/{self.name}" if self.application else self.name


@dataclass(frozen=True, slots=True)
class Observation:
    """That a container had a snapshot at a time. An unchanged rescan writes one of these and nothing else."""

    at: datetime
    """When the target was read, UTC."""
    environment: str
    service: ServiceName
    engine: EngineIdentity
    container_uid: str
    """The engine's full container ID; for a directory its absolute path."""
    container_name: str
    image_reference: str
    """What the container was created from, as written."""
    state: str
    """running | exited | paused | created | … as the engine says; "directory" for a directory."""
    route: Route
    snapshot: bytes
    """Digest."""
    coverage: Coverage
    created: str = ""
    """When the container was made, RFC 3339 as the engine says it; "" where it does not."""


@dataclass(frozen=True, slots=True)
class TargetFailure:
    """A target of a scan that has no observation, and why."""

    environment: str
    engine: EngineIdentity | None
    container_uid: str
    container_name: str
    service: ServiceName | None
    outcome: str
    """failed | vanished | skipped"""
    reason: str
