"""Compose files (https://docs.docker.com/reference/compose-file/): which services there are, at which line, and what is said of their images.

Read as a graph of nodes, so that each thing keeps its line and an anchor is looked at once however often it stands; nothing is
interpolated, merged or included here. Compose does that where it deploys, with files and variables that nobody here knows.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, TypeAlias

if TYPE_CHECKING:
    from yaml import Node, ScalarNode

NAMES = ("compose.yaml", "compose.yml", "docker-compose.yaml", "docker-compose.yml")
"""Of which Compose takes the first that there is."""
LARGEST = 2**20
"""Bytes of a Compose file; larger ones are not looked into."""
MERGE = "tag:yaml.org,2002:merge"
"""The tag of `<<`."""
MOST_FILES = 20
"""Files of one folder that are looked into."""

Members: TypeAlias = "Sequence[tuple[ScalarNode, Node]]"
"""Of a mapping: its keys that are words, and what each holds."""


@dataclass(frozen=True)
class ComposeFile:
    path: Path
    document: "Node | None"
    """None where the file is no Compose file that can be read."""

    @cached_property
    def services(self) -> "Mapping[str, ComposeService]":
        return {
            key.value: ComposeService(key.start_mark.line + 1, said)
            for name, services in members(self.document)
            if name.value == "services"
            for key, said in members(services)
        }

    @property
    def project(self) -> str:
        """Its `name:`, "" where it has none, or one with a variable."""
        name = text_of(next((said for key, said in members(self.document) if key.value == "name"), None))
        return "" if "$" in name else name

    @property
    def includes(self) -> bool:
        """Are there services in files that it includes?"""
        return any(key.value == "include" for key, _ in members(self.document))


@dataclass(frozen=True)
class ComposeService:
    line: int
    said: "Node"

    def own(self, name: str) -> "tuple[int, Node] | None":
        """What it says under this name, and at which line; also what it merges in by `<<`."""
        return next(((key.start_mark.line + 1, said) for key, said in merged(self.said) if key.value == name), None)


def read(file: Path) -> ComposeFile:
    import yaml

    try:
        if file.stat().st_size > LARGEST:
            return ComposeFile(file, None)
        document = yaml.compose(file.read_bytes(), Loader=yaml.SafeLoader)
    except (OSError, yaml.YAMLError, RecursionError):
        return ComposeFile(file, None)
    return ComposeFile(file, document)


def beside(file: Path) -> Iterator[Path]:
    """Other files that a deployment may lay over this one: compose.override.yaml, docker-compose.prod.yml …"""
    found = (
        other
        for other in sorted(file.parent.iterdir())
        if other.name not in NAMES
        and other.suffix in {".yaml", ".yml"}
        and other.name.startswith(("compose.", "compose-", "docker-compose.", "docker-compose-"))
    )
    for _, other in zip(range(MOST_FILES), found, strict=False):
        yield other


def members(node: "Node | None") -> Members:
    from yaml import MappingNode, ScalarNode

    return [one for one in node.value if isinstance(one[0], ScalarNode)] if isinstance(node, MappingNode) else ()


def merged(node: "Node") -> "Iterator[tuple[ScalarNode, Node]]":
    """Its own members first, then those of what it merges in: what comes earlier wins (https://yaml.org/type/merge.html)."""
    from yaml import SequenceNode

    seen: set[int] = set()
    waiting = [node]
    while waiting:
        here = waiting.pop(0)
        if id(here) in seen:
            continue
        seen.add(id(here))
        bases: list[Node] = []
        for key, said in members(here):
            if key.tag == MERGE:
                bases += said.value if isinstance(said, SequenceNode) else [said]
            else:
                yield key, said
        waiting = bases + waiting


def text_of(node: "Node | None") -> str:
    """Of a scalar, "" for anything else, for null and for what has a tag of Compose's own (!reset)."""
    from yaml import ScalarNode

    plain = isinstance(node, ScalarNode) and node.tag.startswith("tag:yaml.org,2002:")
    return str(node.value) if node is not None and plain and not node.tag.endswith(":null") else ""
