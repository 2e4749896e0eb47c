"""Every case, row of noise and quiet run played once on one engine, and what drift and the other programs said."""

import subprocess
import sys
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from benchmarks.accuracy.case import Case, Scene
from benchmarks.accuracy.images import Service
from benchmarks.accuracy.judging import Named, named, noise_verdict, quiet_verdict
from benchmarks.accuracy.noise import ASLEEP, SLEEP, Noise
from benchmarks.accuracy.quiet import PRESETS
from benchmarks.accuracy.rivals import Rivals
from benchmarks.accuracy.stage import NAME, Stage, staged
from benchmarks.accuracy.told import Drift, Finding, verdict
from tests.engines.engine import Container, Engine, EngineError


@dataclass(frozen=True, slots=True)
class Heard:
    """What another program said."""

    lines: int
    seen: bool
    """More than of an untouched container."""


@dataclass(frozen=True, slots=True)
class Played:
    scene: Scene
    verdict: str
    """Empty where drift was right."""
    findings: tuple[Finding, ...] = ()
    lines: int = 0
    """That a person reads on the terminal."""
    with_presets: int = 0
    """Findings that the presets leave, of a quiet run."""
    others: Mapping[str, Heard] | None = None
    """By program; None where they were not asked, since nothing of the files differs."""

    @property
    def others_seen(self) -> Mapping[str, Heard]:
        return self.others or {}


_BROKEN = (EngineError, RuntimeError, OSError, ValueError, LookupError, subprocess.SubprocessError)
"""One scene that cannot be played is a miss, and the others are played all the same."""


def shown(played: Played) -> str:
    """In a line."""
    return f"{played.scene.name}: {played.verdict or 'told'}"


def _in_short(error: Exception) -> str:
    return " ".join(str(error).split())[:200]


class Player:
    """`rivals` None: drift alone."""

    def __init__(self, engine: Engine, folder: Path, rivals: Rivals | None = None) -> None:
        self.stage = Stage(engine)
        self.drift = Drift(engine, folder)
        self.rivals = rivals
        self.untouched: dict[str, frozenset[Named]] = {}

    def learn(self, services: Iterable[Service]) -> None:
        """What each program needs to know of an image before something happens to a container of it."""
        for service in services:
            untouched = self.stage.start(NAME, service.image(self.stage.engine), ASLEEP, SLEEP)
            self.drift.learn(untouched)
            said = self.drift.ask(Scene("untouched", service), (untouched,))
            self.untouched[service.name] = frozenset(named(finding) for finding in said["findings"])
            if self.rivals:
                self.rivals.learn(service.name, untouched)
            self.stage.clear()
            if self.rivals:
                with staged(self.stage, Scene("started", service, inside="sleep 3")) as (started,):
                    self.rivals.noted(service.name, started)

    def case(self, case: Case) -> Played:
        def judge(containers: tuple[Container, ...]) -> Played:
            report = self.drift.ask(case, containers)
            found = tuple(report["findings"])
            return Played(case, verdict(case.told, found), found)

        return self._played(case, judge)

    def noise(self, noise: Noise) -> Played:
        def judge(containers: tuple[Container, ...]) -> Played:
            untouched = self.untouched[noise.scene.service.name]
            return Played(noise.scene, noise_verdict(noise, self.drift, containers, untouched))

        return self._played(noise.scene, judge)

    def quiet(self, scene: Scene) -> Played:
        def judge(containers: tuple[Container, ...]) -> Played:
            with_presets = len(self.drift.ask(scene, containers, PRESETS)["findings"])
            found = tuple(self.drift.ask(scene, containers)["findings"])
            return Played(scene, quiet_verdict(found), found, with_presets=with_presets)

        return self._played(scene, judge)

    def _played(self, scene: Scene, judge: Callable[[tuple[Container, ...]], Played]) -> Played:
        try:
            with staged(self.stage, scene) as containers:
                played = judge(containers)
                lines, others = 0, None
                if self.rivals:
                    lines = self.drift.read(scene, containers)
                    others = self._heard(scene, containers[-1])
        except _BROKEN as error:
            played, lines, others = Played(scene, f"could not be played: {_in_short(error)}"), 0, None
        return replace(played, lines=lines, others=others)

    def _heard(self, scene: Scene, container: Container) -> Mapping[str, Heard] | None:
        if self.rivals is None or not scene.changes_files:
            return None
        service = scene.service.name
        try:
            said = self.rivals.of(service, container)
        except _BROKEN as error:
            print(f"the other programs failed: {_in_short(error)}", file=sys.stderr)
            return None
        return {name: Heard(len(lines), self.rivals.seen(name, service, lines)) for name, lines in said.items()}
