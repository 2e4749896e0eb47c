"""A lock: what each service of some environments should be, small enough to be committed and read in a review."""

from collections.abc import Mapping
from dataclasses import dataclass

from drift.model.canonical import Document
from drift.model.records import Kind

READABLE = (Kind.CONFIG, Kind.ENV, Kind.HOST, Kind.IDENTITY, Kind.MOUNTS, Kind.RUNTIME)
"""Kinds that a lock has record by record: what somebody decides, and a reviewer wants to read."""
DIGESTED = (
    Kind.ACCOUNTS,
    Kind.CERTIFICATES,
    Kind.DECLARED,
    Kind.FILES,
    Kind.LIBRARIES,
    Kind.PACKAGES,
    Kind.SCHEDULES,
    Kind.SCRIPTS,
    Kind.VERIFICATION,
)
"""Kinds that a lock has as a digest: hundreds of records that the image brings. Not at all: documents (they are files), processes."""
OF_THE_IMAGE = ("image", "platform", "reference", "revision", "version")
"""Of kind IDENTITY: what every engine can say. Config digests and times of creation are not among it."""


@dataclass(frozen=True, slots=True)
class LockedSet:
    digest: str
    """Hex, of the record set."""
    records: int


@dataclass(frozen=True, slots=True)
class LockedService:
    environment: str
    name: str
    """As there: "shop/web"."""
    records: Mapping[Kind, Mapping[str, Document]]
    """Of READABLE kinds: key → content. A kind that is not here could not be said of what was locked."""
    digests: Mapping[Kind, LockedSet]
    required: tuple[str, ...] = ()
    """Variables that it must have, by name or glob."""

    @property
    def place(self) -> tuple[str, str]:
        return self.environment, self.name

    @property
    def image(self) -> str:
        """Identity in hex, "" where it is not known."""
        return str(self.records.get(Kind.IDENTITY, {}).get("image", {}).get("identity", ""))

    @property
    def reference(self) -> str:
        return str(self.records.get(Kind.IDENTITY, {}).get("reference", {}).get("value", ""))


@dataclass(frozen=True, slots=True)
class Lock:
    tool: str
    """Version of drift that wrote it: another one may know more fields."""
    key_id: str
    """Of the key that secrets were fingerprinted with, "" where it is not known."""
    collectors: Mapping[str, Mapping[str, int]]
    """Kind, or "joined" for what serves several kinds → collector → version."""
    environments: Mapping[str, tuple[str, ...]]
    """Name → names of its services."""
    services: tuple[LockedService, ...]
    """By environment and name."""
