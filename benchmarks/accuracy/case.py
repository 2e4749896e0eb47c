"""A case: something that happens to a container, and what a user wants to be told of it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum

from benchmarks.accuracy.images import Service


class Against(Enum):
    IMAGE = "its image"
    SIBLING = "the same service in the environment before it"
    REPLICAS = "two other replicas of it"


@dataclass(frozen=True, slots=True)
class Told:
    """What must be said; in the words of someone who knows nothing of drift's rules, and the rule that says it."""

    words: str
    key: str
    """Of the finding, or of one of the things that it stands for: a path, a variable, a package's name."""
    rule: str = ""
    attribution: str = ""
    """What the finding must name as where it comes from: the package that owns the file, a mount."""
    says: str = ""
    """What else a person must read in it: a value, a consequence."""


@dataclass(frozen=True, slots=True)
class Scene:
    """`inside` is a script for the container's shell, as root; `outside` one for the engine's host, where $NAME is the container."""

    name: str
    service: Service
    inside: str = field(default="", kw_only=True)
    outside: str = field(default="", kw_only=True)
    files: Mapping[str, bytes] = field(default_factory=dict, kw_only=True)
    """What `outside` finds in its folder."""
    flags: tuple[str, ...] = field(default=(), kw_only=True)
    """Of `docker run`."""
    command: tuple[str, ...] = field(default=(), kw_only=True)
    """Instead of the image's."""
    against: Against = field(default=Against.IMAGE, kw_only=True)
    before: tuple[str, ...] = field(default=(), kw_only=True)
    """`docker run` flags of the container that it is compared with, where that is no image."""
    command_before: tuple[str, ...] = field(default=(), kw_only=True)
    between: str = field(default="", kw_only=True)
    """A script for the engine's host after that one was started. A scene that names $IMAGE has a tag of its own."""

    @property
    def changes_files(self) -> bool:
        """Is anything else than `docker run` told otherwise?"""
        return bool(self.inside or self.outside or self.between)


@dataclass(frozen=True, slots=True)
class Case(Scene):
    """Drift: it must be told."""

    told: Told
