"""What one run of a command works with: policy, store, key, engines. It holds state; the stages do not."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from functools import cached_property
from pathlib import Path
from types import TracebackType
from typing import Self

from drift.model.redaction import Redactor
from drift.model.settings import Settings
from drift.pipeline.repository import declared_in
from drift.report.parts import Declared
from drift.source.docker import TIMEOUT, Engine, connect
from drift.store import Key, Store, load_key
from drift.store.key import FILE_VARIABLE, VARIABLE, find_key


def with_key(environ: Mapping[str, str], store: Path, *, make: bool) -> Mapping[str, str]:
    """The variables that say which key a store uses, for a session that has another one; `make` makes it where there is none."""
    if environ.get(VARIABLE) or environ.get(FILE_VARIABLE):
        return environ
    found = load_key(store, environ) if make else find_key(store, environ)
    return environ if found is None else {**environ, FILE_VARIABLE: found.origin}


@dataclass
class Session:
    settings: Settings
    store: Store
    environ: Mapping[str, str]
    """Of the process: holds the key, or where it is."""
    place: str | None = None
    """The engine of -H, or context:NAME of -c; None: the one that the docker CLI takes."""
    progress: Callable[[str, int, int], None] = lambda _what, _done, _total: None
    note: Callable[[str], None] = lambda _message: None
    """One line for a person, beside the report."""
    now: datetime = field(default_factory=lambda: datetime.now(UTC))
    _engines: dict[str | None, Engine] = field(default_factory=dict)
    _noted: set[str] = field(default_factory=set)

    @cached_property
    def key(self) -> Key:
        """Made at its first use: a command that reads the store alone needs none."""
        return load_key(self.store.path, self.environ)

    @cached_property
    def declared(self) -> Declared:
        """Where the repository that the command runs in says what should run."""
        return declared_in(Path.cwd(), self.settings.path)

    @cached_property
    def redactor(self) -> Redactor:
        return Redactor(self.key.value, self.settings.env.secret)

    def engine(self, place: str | None = None) -> Engine:
        """The engine at an address; without one that of -H or -c, else the docker CLI's. Connected once."""
        place = place or self.place
        if place not in self._engines:
            self._engines[place] = self._named(connect(place, timeout=self._patience), place)
        return self._engines[place]

    @property
    def _patience(self) -> float:
        return min(TIMEOUT, self.settings.deadline.total_seconds())

    def _named(self, engine: Engine, place: str | None) -> Engine:
        """The policy may know it by a name where its own identity is not stable."""
        name = self.settings.engine_names.get(place or engine.address)
        if name is not None:
            engine.identity = replace(engine.identity, uid=name)
        return engine

    def note_once(self, message: str) -> None:
        if message not in self._noted:
            self._noted.add(message)
            self.note(message)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        for engine in self._engines.values():
            engine.close()
        self._engines.clear()
