"""Evidence as short as a test wants to say it: what is known of one container."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from drift.joins.access import READ, RUN, WRITE, User
from drift.model.canonical import Document
from drift.model.entries import Entry, FileType
from drift.model.evidence import Declared, Memory, Obstacle, Rights, Role

APP = User(1000, 1000)


@dataclass(frozen=True)
class Said:
    """`model.evidence.Evidence` of what is written down here."""

    roles: Mapping[str, Role] = field(default_factory=dict)
    covers: Mapping[str, Sequence[tuple[Role, str]]] = field(default_factory=dict)
    steps: Mapping[str, str] = field(default_factory=dict)
    reads: Mapping[str, Sequence[str]] = field(default_factory=dict)
    demands: Mapping[str, Sequence[str]] = field(default_factory=dict)
    bars: Mapping[str, str] = field(default_factory=dict)
    user: User | None = None
    stops: tuple[Obstacle, ...] = ()
    asks: Memory | None = None
    locks: tuple[Declared, ...] = ()
    command: str = ""
    pin: str = ""

    def step(self, path: str) -> str:
        return self.steps.get(path, "")

    def role(self, path: str) -> Role | None:
        return self.roles.get(path)

    def covered(self, mount: str) -> Sequence[tuple[Role, str]]:
        return self.covers.get(mount, ())

    def readers(self, variable: str) -> Sequence[str]:
        return sorted({*self.reads.get(variable, ()), *self.demanders(variable)})

    def demanders(self, variable: str) -> Sequence[str]:
        return self.demands.get(variable, ())

    def barred(self, path: str) -> str:
        return self.bars.get(path, "")

    def rights(self, file: Document) -> Rights | None:
        if self.user is None:
            return None
        entry = Entry("x", FileType(file["type"]), int(file["mode"], 8), file["uid"], file["gid"])
        may = self.user.may(entry)
        return Rights(bool(may & READ), bool(may & WRITE), bool(may & RUN), str(self.user))

    def obstacles(self) -> Sequence[Obstacle]:
        return self.stops

    def memory(self) -> Memory | None:
        return self.asks

    def declared(self, package: str) -> Sequence[Declared]:
        return self.locks

    def recreate(self) -> str:
        return self.command

    def pinned(self) -> str:
        return self.pin
