"""What a container is started with: entrypoint, command, health check and variables, as its records have them."""

from collections.abc import Mapping
from dataclasses import dataclass

from drift.collectors.env import DEFAULT_PATH
from drift.model.canonical import Document
from drift.model.records import Kind
from drift.model.snapshot import Snapshot

SHELL_FORM = ("/bin/sh", "-c")
"""What the shell form of a health check is run with, unless SHELL says otherwise."""


@dataclass(frozen=True, slots=True)
class CommandLine:
    entrypoint: tuple[str, ...] = ()
    cmd: tuple[str, ...] = ()
    health: tuple[str, ...] = ()
    """Its words as they are run; () where there is none."""
    working_dir: str = "/"
    path: tuple[str, ...] = ()
    """Directories of PATH."""
    mounts: frozenset[str] = frozenset()
    """Where the root's own files are not to be seen."""
    variables: Mapping[str, str | None] | None = None
    """Name → value, None for a secret; None where they are not known."""

    def is_mounted(self, path: str) -> bool:
        """Does a path, with or without its leading slash, lie in a mount?"""
        plain = path.strip("/")
        return any(plain == one.strip("/") or plain.startswith(f"{one.strip('/')}/") for one in self.mounts)

    @property
    def words(self) -> tuple[str, ...]:
        return self.entrypoint + self.cmd


def command_line(snapshot: Snapshot) -> CommandLine:
    config = {key: value.get("value") for key, value in _contents(snapshot, Kind.CONFIG).items()}
    known = snapshot.sections.get(Kind.ENV)
    variables = {key: _text(value.get("value")) for key, value in _contents(snapshot, Kind.ENV).items()}
    path = variables.get("PATH") or DEFAULT_PATH
    return CommandLine(
        entrypoint=_words(config.get("entrypoint")),
        cmd=_words(config.get("cmd")),
        health=_health(config.get("healthcheck"), _words(config.get("shell"))),
        working_dir=_text(config.get("working_dir")) or "/",
        path=tuple(one for one in path.split(":") if one.startswith("/")),
        mounts=frozenset(_contents(snapshot, Kind.MOUNTS)),
        variables=variables if known and known.set else None,
    )


def _contents(snapshot: Snapshot, kind: Kind) -> Mapping[str, Document]:
    section = snapshot.sections.get(kind)
    return {one.key: one.value for one in section.set.records} if section and section.set else {}


def _health(check: object, shell: tuple[str, ...]) -> tuple[str, ...]:
    form, *words = _words(check.get("test") if isinstance(check, dict) else None) or ("",)
    if form == "CMD-SHELL":
        return (*(shell or SHELL_FORM), *words)
    return tuple(words) if form == "CMD" else ()


def _words(value: object) -> tuple[str, ...]:
    return tuple(map(str, value)) if isinstance(value, list) else ()


def _text(value: object) -> str | None:
    return value if isinstance(value, str) else None
