"""The demo's fleet: made, drifted and described, and gone in the end, however it ends."""

import os
import signal
import threading
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from types import FrameType
from typing import TypeAlias

from drift.demo import policy
from drift.demo.base import Base, host_base
from drift.demo.containers import Declared, declared_fleet
from drift.demo.embedded import Bundles
from drift.demo.expected import Injected
from drift.demo.image import Build
from drift.demo.injectors import INJECTORS, scattered
from drift.demo.injectors.interface import Hand, Injector
from drift.demo.shop import CURRENT, ENVIRONMENTS, NEXT
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
    plan = _Plan(tuple(scattered(injectors, seed) if seed is not None else injectors), base, seed or 0)
    with _unwinding():
        site = _site(directory, engine, base)
        fresh = _opened(directory)
        done = False
        try:
            fleet = _made(site, directory, engine, plan, progress)
            yield fleet
            done = True
        finally:
            with _undisturbed():
                if not (done and keep):
                    site.remove()
                if not done:
                    _closed(directory, fresh=fresh)


@dataclass(frozen=True, slots=True)
class _Plan:
    injectors: tuple[Injector, ...]
    base: Base
    seed: int
