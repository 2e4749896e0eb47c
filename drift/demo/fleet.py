"""The demo's fleet: made, drifted and described, and gone in the end, however it ends."""

import os
import shutil
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol, TypeAlias

from drift.demo.base import Base, host_base
from drift.demo.containers import Declared, declared_fleet
from drift.demo.embedded import DIRECTORIES, Bundles
from drift.demo.expected import Injected
from drift.demo.image import Build
from drift.demo.injectors import INJECTORS, scattered
from drift.demo.injectors.interface import Hand, Injector
from drift.demo.policy import MARK
from drift.demo.shop import VERSIONS
from drift.demo.signals import unwound_by_sigterm, whole_steps
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
    with unwound_by_sigterm():
        fresh = _opened(directory)
        site: Site | None = None
        done = False
        try:
            site = _site(directory, engine, base)
            fleet = _made(site, directory, _drifting(placed, base, seed or 0), progress)
            yield fleet
            done = True
        finally:
            with whole_steps():
                _ended(site, directory, keep=done and keep, settings=done, fresh=fresh)


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

    def end(self, *, keep: bool) -> None:
        """Remove all that was made, and nothing else, also what was made half; with `keep` only let go of it."""
        ...


@dataclass(frozen=True, slots=True)
class _Drifting:
    """What is to be done to which containers."""

    injectors: tuple[Injector, ...]
    base: Base
    fleet: tuple[Declared, ...]
    """As they are started, with the drifts of a start."""

    def drift(self, declared: Declared, hand: Hand) -> None:
        """What is done by hand, once the container runs."""
        for injector in self.injectors:
            if injector.by_hand and declared.is_at(injector.place):
                injector.by_hand(hand, self.base)

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
    settings = directory / SETTINGS
    try:
        # First, so that what a killed demo left is known for the demo's.
        settings.write_text(site.settings(drifting.fleet), encoding="utf-8")
        progress("preparing the image", 0, len(drifting.fleet))
        with whole_steps():
            site.prepare()
        for number, declared in enumerate(drifting.fleet):
            progress(declared.name, number, len(drifting.fleet))
            with whole_steps():
                drifting.drift(declared, site.start(declared))
    except OSError as error:
        raise _unusable(directory, error) from error
    return Fleet(directory, settings, drifting.injected(), tuple(one.name for one in drifting.fleet), site.mode)


def _opened(directory: Path) -> bool:
    """Make the directory where it is not there: then True. What another demo left in it is removed; nothing else ever is."""
    settings = directory / SETTINGS
    fresh = not directory.exists()
    try:
        directory.mkdir(parents=True, exist_ok=True)
        ours = settings.exists() and settings.read_text(encoding="utf-8", errors="replace").startswith(MARK)
        in_the_way = [place for place in (settings, *(directory / name for name in DIRECTORIES)) if place.exists()]
        if in_the_way and not ours:
            raise OutputError(f"{str(in_the_way[0])!r} is not the demo's", remedy="name another directory")
        for place in in_the_way[1:]:
            shutil.rmtree(place)
    except OSError as error:
        raise _unusable(directory, error) from error
    return fresh


def _unusable(directory: Path, error: OSError) -> OutputError:
    return OutputError(
        f"{str(directory)!r} cannot be used: {error.strerror or error}", remedy="make room, or name another directory"
    )


def _ended(site: Site | None, directory: Path, *, keep: bool, settings: bool, fresh: bool) -> None:
    try:
        if site is not None:
            site.end(keep=keep)
    finally:
        if not settings:
            (directory / SETTINGS).unlink(missing_ok=True)
            if fresh and not any(directory.iterdir()):
                directory.rmdir()
