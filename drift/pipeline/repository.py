"""The repository that a command runs in: which file and line says what should run.

Compose files by the names that Docker Compose looks for (https://docs.docker.com/reference/cli/docker/compose/), beside the policy's
file or where the command runs.
"""

from collections.abc import Sequence
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING, TypeAlias

from drift.report.parts import Declared, SourceLine

if TYPE_CHECKING:
    from yaml import Node, ScalarNode

COMPOSE_FILES = ("compose.yaml", "compose.yml", "docker-compose.yaml", "docker-compose.yml")
LARGEST = 2**20
"""Bytes of a Compose file; larger ones are not looked into."""


def declared_in(folder: Path, policy: str = "") -> Declared:
    """`policy` is the policy's file, "" for none. What lies outside the repository is not named."""
    root = _root(folder)
    known = _inside(folder / policy, root) if policy else None
    default = SourceLine(known or "drift.toml")
    places = dict.fromkeys([(folder / policy).parent, folder] if policy else [folder])
    compose = next((place / name for place in places for name in COMPOSE_FILES if (place / name).is_file()), None)
    path = _inside(compose, root) if compose else None
    if compose is None or path is None:
        return Declared(default)
    services = _services(compose)
    lines = {key.value: SourceLine(path, key.start_mark.line + 1) for key, _ in services}
    dockerfiles = {key.value: _dockerfile(compose, said, root) for key, said in services}
    return Declared(default, lines, {name: SourceLine(file) for name, file in dockerfiles.items() if file})


def _root(folder: Path) -> Path:
    """The checkout, else the folder itself."""
    return next((one for one in (folder, *folder.parents) if (one / ".git").exists()), folder)


def _inside(file: Path, root: Path) -> str | None:
    resolved = file.resolve()
    return resolved.relative_to(root.resolve()).as_posix() if resolved.is_relative_to(root.resolve()) else None


Members: TypeAlias = "Sequence[tuple[ScalarNode, Node]]"
"""Of a mapping: its keys that are words, and what each holds."""


def _services(compose: Path) -> Members:
    """Each service, and what is said of it; none where the file is no Compose file that can be read."""
    import yaml

    try:
        if compose.stat().st_size > LARGEST:
            return ()
        document = yaml.compose(compose.read_bytes(), Loader=yaml.SafeLoader)
    except (OSError, yaml.YAMLError):
        return ()
    return [one for key, services in _members(document) if key.value == "services" for one in _members(services)]


def _members(node: "Node | None") -> Members:
    from yaml import MappingNode, ScalarNode

    return [one for one in node.value if isinstance(one[0], ScalarNode)] if isinstance(node, MappingNode) else ()


def _dockerfile(compose: Path, service: "Node", root: Path) -> str | None:
    """Of a service with `build: CONTEXT` or `build: {context: …, dockerfile: …}`."""
    from yaml import ScalarNode

    build = next((said for key, said in _members(service) if key.value == "build"), None)
    if build is None:
        return None
    said = {key.value: value.value for key, value in _members(build) if isinstance(value, ScalarNode)}
    context = build.value if isinstance(build, ScalarNode) else said.get("context", ".")
    file = compose.parent / PurePosixPath(context) / said.get("dockerfile", "Dockerfile")
    return _inside(file, root) if file.is_file() else None
