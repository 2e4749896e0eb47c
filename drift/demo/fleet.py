"""The demo's fleet: made, drifted and described, and gone in the end, however it ends."""

import os
import signal
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from types import FrameType
from typing import Protocol, TypeAlias

from drift.demo.base import Base, host_base
from drift.demo.containers import Declared, declared_fleet
from drift.demo.embedded import Bundles
from drift.demo.expected import Injected
from drift.demo.image import Build
from drift.demo.injectors import INJECTORS, scattered
from drift.demo.injectors.interface import Hand, Injector
from drift.demo.policy import MARK
from drift.demo.shop import VERSIONS
from drift.errors import OutputError

SETTINGS = "drift.toml"
Progress: TypeAlias = Callable[[str, int, int], None]
"""What is being done, how many are done, of how many."""


@dataclass(frozen=True, slots=True)
class Fleet:
    directory: Path
    settings: Path
    """The drift.toml that names all of it. It stays when the fleet is gone."""
    injected: tuple[Injected, ...]
    containers: tuple[str, ...]
    mode: str
    """engine | embedded"""


@contextmanager
def demo_fleet(
    directory: Path,
    *,
    engine: str | None = None,
    injectors: Sequence[Injector] = INJECTORS,
    seed: int | None = None,
    base: Base | None = None,
    keep: bool = False,
    progress: Progress = lambda _what, _done, _total: None,
) -> Iterator[Fleet]:
    """A fleet with these drifts: on the engine at an address (unix://…, ssh://…, tcp://…, context:NAME), else in directories.

    `seed` scatters the drifts over the fleet, and makes its passwords; without it each is where its injector says.
    In the end all but drift.toml is removed; with `keep` only when the body raises.
    EngineError, and OutputError where the directory cannot be used.
    """
    directory = directory.resolve()
    base = base or host_base()
    placed = tuple(injectors) if seed is None else scattered(injectors, seed)
    fresh = _opened(directory)
    with _unwinding():
        site = _site(directory, engine, base)
        done = False
        try:
            yield _made(site, directory, _drifting(placed, base, seed or 0), progress)
            done = True
        finally:
            with _undisturbed():
                if not done:
                    _closed(directory, fresh=fresh)
                if not (done and keep):
                    site.remove()


class Site(Protocol):
    """Where the containers of the demo are."""

    @property
    def mode(self) -> str: ...

    def prepare(self) -> None:
        """Bring the image there."""
        ...

    def start(self, declared: Declared) -> Hand: ...

    def settings(self, fleet: Sequence[Declared]) -> str:
        """The drift.toml that names them."""
        ...

    def remove(self) -> None:
        """All that was made, and nothing else; also what was made half."""
        ...


@dataclass(frozen=True, slots=True)
class _Drifting:
    """What is to be done to which containers."""

    injectors: tuple[Injector, ...]
    base: Base
    fleet: tuple[Declared, ...]
    """As they are started, with the drifts of a start."""

    def injected(self) -> tuple[Injected, ...]:
        return tuple(
            one.injected(tuple(declared.name for declared in self.fleet if declared.is_at(one.place)), self.base)
            for one in self.injectors
        )


def _drifting(injectors: tuple[Injector, ...], base: Base, seed: int) -> _Drifting:
    fleet = []
    for declared in declared_fleet(seed):
        for injector in injectors:
            if injector.start and declared.is_at(injector.place):
                declared = injector.start(declared)  # noqa: PLW2901 - one drift after the other
        fleet.append(declared)
    return _Drifting(injectors, base, tuple(fleet))


def _site(directory: Path, engine: str | None, base: Base) -> Site:
    if engine is not None:
        from drift.demo.engine import Containers

        return Containers(engine, base, {version: Build.of(base, version) for version in VERSIONS})
    owner = None if os.geteuid() == 0 else (os.getuid(), os.getgid())
    return Bundles(directory, {version: Build.of(base, version, owner) for version in VERSIONS})


def _made(site: Site, directory: Path, drifting: _Drifting, progress: Progress) -> Fleet:
    progress("preparing the image", 0, len(drifting.fleet))
    site.prepare()
    for number, declared in enumerate(drifting.fleet):
        progress(declared.name, number, len(drifting.fleet))
        hand = site.start(declared)
        for injector in drifting.injectors:
            if injector.by_hand and declared.is_at(injector.place):
                injector.by_hand(hand, drifting.base)
    settings = directory / SETTINGS
    settings.write_text(site.settings(drifting.fleet), encoding="utf-8")
    return Fleet(directory, settings, drifting.injected(), tuple(one.name for one in drifting.fleet), site.mode)


def _opened(directory: Path) -> bool:
    """Make the directory where it is not there: then True. What another demo left in it is not in the way."""
    settings = directory / SETTINGS
    try:
        if settings.exists() and not settings.read_text(errors="replace").startswith(MARK):
            raise OutputError(f"{str(settings)!r} is not the demo's", remedy="name another directory")
        fresh = not directory.exists()
        directory.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise OutputError(
            f"{str(directory)!r} cannot be used: {error.strerror}", remedy="name another directory"
        ) from error
    return fresh


def _closed(directory: Path, *, fresh: bool) -> None:
    (directory / SETTINGS).unlink(missing_ok=True)
    if fresh and not any(directory.iterdir()):
        directory.rmdir()


@contextmanager
def _unwinding() -> Iterator[None]:
    """Let SIGTERM unwind as Ctrl-C does, where nobody else handles it."""
    mine = _in_main_thread() and signal.getsignal(signal.SIGTERM) is signal.SIG_DFL
    if mine:
        signal.signal(signal.SIGTERM, _leave)
    try:
        yield
    finally:
        if mine:
            signal.signal(signal.SIGTERM, signal.SIG_DFL)


def _leave(number: int, _frame: FrameType | None) -> None:
    raise SystemExit(128 + number)


@contextmanager
def _undisturbed() -> Iterator[None]:
    """Let no second Ctrl-C leave half of it behind."""
    numbers = (signal.SIGINT, signal.SIGTERM) if _in_main_thread() else ()
    before = {number: signal.signal(number, signal.SIG_IGN) for number in numbers}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def _in_main_thread() -> bool:
    return threading.current_thread() is threading.main_thread()
