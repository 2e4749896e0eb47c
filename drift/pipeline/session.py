"""What one run of a command works with: policy, store, key, engines. It holds state; the stages do not."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import cached_property

from drift.model.redaction import Redactor
from drift.model.settings import Settings
from drift.source.docker import Engine, connect
from drift.store import Key, Store


@dataclass
class Session:
    settings: Settings
    store: Store
    key: Key
    host: str | None = None
    context: str | None = None
    progress: Callable[[str, int, int], None] = lambda _what, _done, _total: None
    note: Callable[[str], None] = lambda _message: None
    """One line for a person, beside the report."""
    now: datetime = field(default_factory=lambda: datetime.now(UTC))
    _engines: dict[tuple[str | None, str | None], Engine] = field(default_factory=dict)
    _noted: set[str] = field(default_factory=set)

    @cached_property
    def redactor(self) -> Redactor:
        return Redactor(self.key.value, self.settings.env.secret)

    def engine(self, host: str | None = None, context: str | None = None) -> Engine:
        """The engine at an address; without one that of -H or -c, else the docker CLI's. Connected once."""
        place = (host, context) if host or context else (self.host, self.context)
        if place not in self._engines:
            self._engines[place] = connect(*place)
        return self._engines[place]

    def address(self, host: str | None = None) -> str:
        """What an engine that does not answer is called."""
        return host or self.host or (f"context:{self.context}" if self.context else "the docker CLI's engine")

    def note_once(self, message: str) -> None:
        if message not in self._noted:
            self._noted.add(message)
            self.note(message)

    def close(self) -> None:
        for engine in self._engines.values():
            engine.close()
        self._engines.clear()
