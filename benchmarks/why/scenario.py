"""One scenario: a program, and the one difference that makes it fail. Both sides run it; nothing says which difference it is."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from drift.model.findings import Finding
from drift.model.records import Kind

PYTHON, NODE = "python", "node"
"""Bases: a Debian with Python, and one with Node.js."""


class Culprit(NamedTuple):
    """What a finding has to be about to name the cause."""

    kind: Kind
    key: str
    """How its key, or one of its members', begins."""

    def is_named_by(self, finding: Finding) -> bool:
        """By its key, a member's, or where a moved file was before."""
        if finding.kind is not self.kind:
            return any(self.kind is Kind.FILES and member.key.startswith(self.key) for member in finding.members)
        was = (finding.before or {}).get("path")
        keys = (finding.key, *(member.key for member in finding.members), *([was] if isinstance(was, str) else ()))
        return any(key.startswith(self.key) for key in keys)


@dataclass(frozen=True)
class Companion:
    """A container that is started before: one that fills a volume, or answers."""

    name: str
    run: tuple[str, ...] = ()
    command: tuple[str, ...] = ()
    steps: str = ""
    """Of its image."""
    stays: bool = False
    """It goes on running; else it is waited for."""


@dataclass(frozen=True)
class Side:
    run: tuple[str, ...] = ()
    """Options of docker create; {folder} is a folder of the host, {name} the container's name."""
    env: Mapping[str, str] = field(default_factory=dict)
    command: tuple[str, ...] = ()
    """Instead of the image's CMD."""
    steps: str = ""
    """Dockerfile lines of its own image."""
    files: Mapping[str, bytes | Callable[[], bytes]] = field(default_factory=dict)
    """Put into the container before it starts; of a host folder with a path that begins with {folder}."""
    hand: str = ""
    """What somebody does in it by hand: a shell script, run as root; it is started again after that."""
    companions: Sequence[Companion] = ()


@dataclass(frozen=True)
class Scenario:
    name: str
    about: str
    """What differs and what it does, in a few words."""
    culprits: tuple[Culprit, ...]
    feature: str = ""
    """What the program does when it starts: Python (or JavaScript on Node.js), at the place of SHOP_FEATURE."""
    entry: str = ""
    """Lines of the entrypoint's shell script."""
    both: Side = Side()
    works: Side = Side()
    fails: Side = Side()
    base: str = PYTHON
    check: str = ""
    """A shell command that succeeds where the program works; "" asks it over HTTP."""
    by_health: bool = False
    """It works where the engine says that it is healthy."""


def culprit(kind: Kind, *keys: str) -> tuple[Culprit, ...]:
    return tuple(Culprit(kind, key) for key in keys)
