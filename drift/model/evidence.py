"""What is known of the judged side beside its records. Asked only for what differs, so that it costs nothing where nothing does."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple, Protocol

from drift.model.canonical import Document


class Role(StrEnum):
    """What a container's start has a file for, as a sentence says it; the first that is true of a file counts."""

    ENTRYPOINT = "the entrypoint"
    COMMAND = "the start command"
    INTERPRETER = "the interpreter of what the container starts"
    STARTED = "the program that the container runs"
    ARGUMENT = "named in the start command"
    READ = "read by the entrypoint"
    RUN = "run by the entrypoint"
    TEMPLATE = "a template that the entrypoint fills"
    HEALTH = "the health check's command"

    @property
    def is_needed(self) -> bool:
        """Does the container not start without it?"""
        return self in _NEEDED


_NEEDED = frozenset({Role.ENTRYPOINT, Role.COMMAND, Role.INTERPRETER, Role.STARTED})


class Obstacle(NamedTuple):
    """Why something that the container starts cannot be started."""

    role: Role
    text: str
    """As in "server is not on its PATH"."""
    by_rights: bool = False
    """It is there, and the user may not use it."""


class Memory(NamedTuple):
    """What the container's own settings ask for."""

    size: int
    """Bytes."""
    setting: str
    """As in "-Xmx2g in JAVA_OPTS"."""


class Declared(NamedTuple):
    """What a lock file asks for."""

    path: str
    versions: tuple[str, ...]


class Rights(NamedTuple):
    """What the user that the container runs as may do with a file or directory."""

    read: bool
    write: bool
    run: bool
    """Or enter, of a directory."""
    user: str
    """As in "1000:1000"."""


class Evidence(Protocol):
    """Of one container, image or directory. Paths have a leading slash; "", () and None say that nothing is known."""

    def step(self, path: str) -> str:
        """The step of the image's build that made a path last, as its history has it: "RUN apt-get install -y nginx"."""
        ...

    def role(self, path: str) -> Role | None:
        """What the container's start has a path for."""
        ...

    def covered(self, mount: str) -> Sequence[tuple[Role, str]]:
        """Files of the image that the container's start needs and that lie below a mount, the most needed first."""
        ...

    def readers(self, variable: str) -> Sequence[str]:
        """Scripts and templates of the container's start that read a variable and have no default for it, sorted."""
        ...

    def demanders(self, variable: str) -> Sequence[str]:
        """Those of its scripts that end where a variable is not set or empty, sorted."""
        ...

    def barred(self, path: str) -> str:
        """Why the user that the container runs as cannot use a path: "mode 0600, owner 0:0, and it runs as 1000:1000"."""
        ...

    def rights(self, file: Document) -> Rights | None:
        """Of that user, to what a record of a file says."""
        ...

    def obstacles(self) -> Sequence[Obstacle]:
        """Why what the container starts cannot be found or run."""
        ...

    def memory(self) -> Memory | None:
        """The most that its settings ask for."""
        ...

    def declared(self, package: str) -> Sequence[Declared]:
        """What the lock files that are followed for a package (by the key of its record) say of it."""
        ...

    def recreate(self) -> str:
        """The command that makes the container anew: "docker compose -p shop up -d --force-recreate web"."""
        ...

    def pinned(self) -> str:
        """The reference of its image with the digest that it has: "web:1.4@sha256:…"."""
        ...


@dataclass(frozen=True, slots=True)
class Unknown:
    """Of a side that nothing can be asked about."""

    def step(self, path: str) -> str:  # noqa: ARG002 - the protocol's
        return ""

    def role(self, path: str) -> Role | None:  # noqa: ARG002
        return None

    def covered(self, mount: str) -> Sequence[tuple[Role, str]]:  # noqa: ARG002
        return ()

    def readers(self, variable: str) -> Sequence[str]:  # noqa: ARG002
        return ()

    def demanders(self, variable: str) -> Sequence[str]:  # noqa: ARG002
        return ()

    def barred(self, path: str) -> str:  # noqa: ARG002
        return ""

    def rights(self, file: Document) -> Rights | None:  # noqa: ARG002
        return None

    def obstacles(self) -> Sequence[Obstacle]:
        return ()

    def memory(self) -> Memory | None:
        return None

    def declared(self, package: str) -> Sequence[Declared]:  # noqa: ARG002
        return ()

    def recreate(self) -> str:
        return ""

    def pinned(self) -> str:
        return ""


UNKNOWN = Unknown()
