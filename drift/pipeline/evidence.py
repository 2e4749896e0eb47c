"""What is known of a side beside its records, looked up when it is asked for: `model.evidence.Evidence`."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from drift.collectors.interface import Collector
from drift.collectors.shebang import SHEBANG
from drift.collectors.shell import SHELL
from drift.collectors.templates import TEMPLATES
from drift.diff.laid import entry_of
from drift.diff.sides import Viewed
from drift.joins.access import READ, RUN, WRITE, User, user_of
from drift.joins.command_line import CommandLine, command_line
from drift.joins.history import steps
from drift.joins.memory import memory_asked_for
from drift.joins.start import Start, start
from drift.model.canonical import Document
from drift.model.entries import Entry, FileType
from drift.model.evidence import Declared, Memory, Obstacle, Rights, Role
from drift.model.facts import FactKey, Status
from drift.model.protocols import Facts
from drift.model.records import Kind
from drift.pipeline.images import KnownImage
from drift.pipeline.recreating import recreate
from drift.policy.alone.lock_files import is_followed
from drift.policy.paths import below
from drift.tree.delta import Laid
from drift.tree.image_tree import ImageTree

_COLLECTORS = {one.name: one for one in (SHEBANG, SHELL, TEMPLATES)}
_MARKS = frozenset({FileType.WHITEOUT, FileType.OPAQUE})
START_COMMAND = "the start command"


@dataclass(frozen=True, eq=False)
class OfSide:
    """Of a side that `pipeline.sides` made."""

    viewed: Viewed
    image: KnownImage | None
    facts: Facts
    said: Callable[[], Mapping[str, Document]] = dict
    """The engine's documents of the container, redacted; {} where there are none."""

    def step(self, path: str) -> str:
        layer = self._layer_of(path)
        return self._steps[layer] if layer is not None else ""

    def role(self, path: str) -> Role | None:
        return self._start.roles.get(path.strip("/"))

    def covered(self, mount: str) -> Sequence[tuple[Role, str]]:
        order = list(Role)
        found = [(role, f"/{path}") for path, role in self._start.covered.items() if below(f"/{path}", mount)]
        return sorted(found, key=lambda one: (order.index(one[0]), one[1]))

    def readers(self, variable: str) -> Sequence[str]:
        return [f"/{path}" if path else START_COMMAND for path in self._start.readers(variable)]

    def demanders(self, variable: str) -> Sequence[str]:
        return [f"/{path}" if path else START_COMMAND for path in self._start.demanders(variable)]

    def barred(self, path: str) -> str:
        user, plain = self._user, path.strip("/")
        if user is None or self._line.is_mounted(plain):
            return ""
        parts = plain.split("/")
        for directory in ("/".join(parts[:length]) for length in range(1, len(parts))):
            entry = self._now.entry(directory)
            if entry is not None and entry.type is FileType.DIRECTORY and not user.may(entry) & RUN:
                return f"/{directory} has {_rights_of(entry)}, and it runs as {user}"
        entry = self._now.entry(plain)
        if entry is None or user.may(entry) & self._needed(plain, entry):
            return ""
        return f"{_rights_of(entry)}, and it runs as {user}"

    def rights(self, file: Document) -> Rights | None:
        entry = entry_of("", file)
        if self._user is None or entry is None:
            return None
        may = self._user.may(entry)
        return Rights(bool(may & READ), bool(may & WRITE), bool(may & RUN), str(self._user))

    def obstacles(self) -> Sequence[Obstacle]:
        barred = [
            Obstacle(role, f"/{path}: {why}", by_rights=True)
            for path, role in sorted(self._start.roles.items())
            if (role.is_needed or role is Role.HEALTH) and (why := self.barred(path))
        ]
        return [*self._start.obstacles, *barred]

    def memory(self) -> Memory | None:
        return memory_asked_for(self._line)

    def declared(self, package: str) -> Sequence[Declared]:
        section = self.viewed.snapshot.sections.get(Kind.DECLARED)
        followed = [
            one for one in (section.set.records if section and section.set else ()) if is_followed(one.key, package)
        ]
        found = [(_understood(one.value) or {}) for one in followed]
        return [Declared(path, tuple(one.get("versions", ()))) for one in found for path in one.get("evidence", ())]

    def recreate(self) -> str:
        inspect = self.said().get("inspect")
        return recreate(inspect, self.viewed.side.instance, self.viewed.side.reference) if inspect else ""

    def pinned(self) -> str:
        reference, image = self.viewed.side.reference, self.image
        digest = image and (image.stored.image.index_digest or image.stored.image.manifest_digest)
        return f"{reference}@{digest}" if reference and digest and "@" not in reference else ""

    def _needed(self, path: str, entry: Entry) -> int:
        """To enter a directory, to run a program, else to read."""
        role = self._start.roles.get(path)
        runs = role is not None and role not in (Role.READ, Role.TEMPLATE, Role.ARGUMENT)
        return RUN if entry.type is FileType.DIRECTORY or (runs and entry.mode & 0o111) else READ

    @cached_property
    def _line(self) -> CommandLine:
        return command_line(self.viewed.snapshot)

    @cached_property
    def _user(self) -> User | None:
        return user_of(self.viewed.snapshot)

    @cached_property
    def _start(self) -> Start:
        return start(self._line, self.viewed.tree, self._now, self._read)

    @cached_property
    def _now(self) -> Laid:
        return self.viewed.laid

    def _read(self, name: str, entry: Entry) -> Mapping[str, Any] | None:
        """What a collector found in a file's content."""
        collector: Collector = _COLLECTORS[name]
        if entry.sha256 is None:
            return None
        key = FactKey(entry.sha256, entry.path.rpartition("/")[2], collector.name, collector.version)
        fact = self.facts.get([key]).get(key)
        return _understood(fact.value) if fact is not None and fact.status is Status.OK else None

    @cached_property
    def _steps(self) -> Sequence[str]:
        image = self.image.stored.image if self.image else None
        return steps(image.history, len(image.diff_ids)) if image else ()

    @cached_property
    def _layers(self) -> dict[str, int | None]:
        """Path → its layer. What differs is asked for at once: one question for each layer, not one for each path."""
        return self._looked_up([path.strip("/") for path in self.viewed.delta])

    def _layer_of(self, path: str) -> int | None:
        plain = path.strip("/")
        if plain not in self._layers:
            self._layers.update(self._looked_up([plain]))
        return self._layers[plain]

    def _looked_up(self, paths: Sequence[str]) -> dict[str, int | None]:
        found: dict[str, int | None] = dict.fromkeys(paths)
        tree = self.image.tree() if self.image else None
        if isinstance(tree, ImageTree):
            for number, layer in enumerate(tree.layers.some(paths)):
                found |= {
                    entry.path: None if entry.type in _MARKS else number for entry in layer if entry.path in found
                }
        return found


def _understood(found: object) -> Mapping[str, Any] | None:
    """A fact may have been imported: names in lists, texts, flags, and nothing else."""
    if not isinstance(found, dict):
        return None
    lists = {
        name: [one for one in value if isinstance(one, str)] for name, value in found.items() if isinstance(value, list)
    }
    return {**{name: value for name, value in found.items() if isinstance(value, str | bool)}, **lists}


def _rights_of(entry: Entry) -> str:
    return f"mode {entry.mode:04o}, owner {entry.uid}:{entry.gid}"
