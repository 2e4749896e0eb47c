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
class Case:
    """`inside` is a script for the container's shell, as root; `outside` one for the engine's host, where $NAME is the container."""

    name: str
    service: Service
    told: Told
    inside: str = ""
    outside: str = ""
    files: Mapping[str, bytes] = field(default_factory=dict)
    """What `outside` finds in its folder."""
    flags: tuple[str, ...] = ()
    """Of `docker run`."""
    command: tuple[str, ...] = ()
    """Instead of the image's."""
    before: tuple[str, ...] = ()
    """`docker run` flags of the container that it is compared with, where that is no image."""
    between: str = ""
    """A script for the engine's host after that one was started. A case that names $IMAGE has a tag of its own."""
    against: Against = Against.IMAGE
    by_people: bool = True
    """Made by the commands that people use; written down before the rules were looked at."""
