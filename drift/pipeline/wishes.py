"""What a command is asked to read, and how."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime

from drift.errors import UnknownReference
from drift.model.oci import Platform
from drift.model.references import Reference, Scheme, parse_reference
from drift.model.settings import Environment
from drift.model.snapshot import HostFiles
from drift.policy.durations import UNITS, duration
from drift.store import Scope


@dataclass(frozen=True, slots=True)
class Manner:
    """How things are to be read."""

    verify: bool = False
    """Read every file of a container again."""
    image: str = ""
    """Reference of the image that a directory was made from."""
    platform: Platform | None = None
    """Of an image that has several; None: the host's."""
    host_files: HostFiles = HostFiles.AUTO


@dataclass(frozen=True, slots=True)
class Wish:
    """What a scan is for."""

    environments: Sequence[Environment]
    references: Sequence[Reference] = ()
    """Only these; () is all of the environments."""
    stopped: bool = False
    """Also containers that do not run."""
    filters: Mapping[str, Sequence[str]] = field(default_factory=dict)
    """As the Engine API has them: {"label": ["K=V"], "name": [REGEX]}"""
    manner: Manner = field(default_factory=Manner)

    @property
    def scope(self) -> Scope:
        if self.references or self.filters:
            return Scope.PARTIAL
        return Scope.ALL if self.stopped else Scope.RUNNING

    @property
    def directories(self) -> Sequence[Reference]:
        return [one for one in self.references if one.scheme is Scheme.DIR]

    @property
    def containers(self) -> Sequence[Reference]:
        return [one for one in self.references if one.scheme is not Scheme.DIR]


def platform(text: str | None) -> Platform | None:
    """From "linux/arm64". UnknownReference for what is no platform."""
    if text is None:
        return None
    if not 1 <= text.count("/") <= 2 or not all(text.split("/")):
        raise UnknownReference(f"--platform {text!r} is none", remedy="write it as linux/amd64 or linux/arm/v7")
    return Platform.parse(text)


def reference(text: str) -> Reference:
    """UnknownReference for what the grammar of references does not have."""
    try:
        return parse_reference(text)
    except ValueError as error:
        raise UnknownReference(str(error)) from error


def moment(text: str, now: datetime) -> datetime:
    """From "2026-11-01" (its beginning, UTC), an RFC 3339 time, or "7d": so long ago. UnknownReference for any other, and for the future."""
    try:
        if text[-1:] in UNITS:
            return now - duration(text)
        at = datetime.fromisoformat(text)
    except (ValueError, OverflowError) as error:
        raise UnknownReference(
            f"--since {text!r} is no time", remedy="write 2026-11-01, 2026-11-01T12:00:00Z, or 7d for a length of time"
        ) from error
    at = at if at.tzinfo else at.replace(tzinfo=UTC)
    if at > now:
        raise UnknownReference(
            f"--since {text!r} lies in the future", remedy="all that is found would be known by then"
        )
    return at


def running(texts: Sequence[str]) -> Sequence[Reference]:
    """References to what can be scanned: containers and directories. UnknownReference for any other."""
    found = [reference(text) for text in texts]
    for one in found:
        if one.scheme not in (Scheme.BARE, Scheme.CONTAINER, Scheme.DIR) or one.time:
            raise UnknownReference(f"{str(one)!r} is nothing that runs", remedy="name container:NAME or dir:PATH")
    return found


def engine_filters(texts: Sequence[str]) -> Mapping[str, Sequence[str]]:
    """label=K=V and name=PATTERN, as the docker CLI has them. UnknownReference for any other."""
    found: dict[str, list[str]] = {}
    for text in texts:
        name, _, value = text.partition("=")
        if name not in ("label", "name") or not value:
            raise UnknownReference(f"--filter {text!r} is none", remedy="write label=KEY=VALUE or name=PATTERN")
        found.setdefault(name, []).append(value)
    return found
