"""What drift says of a scene that was played: run as a process, its JSON read."""

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeAlias

from benchmarks.accuracy.case import Against, Scene, Told
from tests.engines.engine import Container, Engine

ROOT = Path(__file__).parents[2]
ENVIRONMENTS = ("dev", "prod")
Finding: TypeAlias = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Answer:
    code: int
    out: str
    err: str


@dataclass(frozen=True)
class Drift:
    """The command on one engine. `known` has the images already and is never written: each scene has a copy."""

    engine: Engine
    folder: Path

    @property
    def known(self) -> Path:
        return self.folder / "images.db"

    @property
    def store(self) -> Path:
        """Of the scene that is played now."""
        return self.folder / "scene.db"

    @property
    def host(self) -> tuple[str, str]:
        return "-H", self.engine.address

    def run(self, *words: str, store: Path | None = None) -> Answer:
        kept = {name: value for name, value in os.environ.items() if not name.startswith(("DRIFT_", "DOCKER_"))}
        own = {"DRIFT_DB": str(store or self.store), "DRIFT_KEY": "accuracy" * 8, "PYTHONPATH": str(ROOT)}
        bytecode = {"PYTHONDONTWRITEBYTECODE": "", "PYTHONPYCACHEPREFIX": str(self.folder / "bytecode")}
        done = subprocess.run(
            (sys.executable, "-m", "drift", *words),
            check=False,
            env={**kept, **own, **bytecode},
            cwd=self.folder,
            capture_output=True,
            text=True,
        )
        return Answer(done.returncode, done.stdout, done.stderr)

    def must(self, *words: str, store: Path | None = None) -> str:
        """Its output. RuntimeError where it ended otherwise than with 0 or 1."""
        answer = self.run(*words, store=store)
        if answer.code not in (0, 1):
            raise RuntimeError(f"drift {' '.join(words)} ended with {answer.code}: {answer.err or answer.out}")
        return answer.out

    def learn(self, container: Container) -> None:
        """Read an image once, for all scenes."""
        self.must("diff", f"container:{container.name}", *self.host, store=self.known)

    def ask(self, scene: Scene, containers: Sequence[Container], policy: str = "") -> dict[str, Any]:
        """The report, as JSON. What it needs is scanned first."""
        shutil.copyfile(self.known, self.store)
        names = [f"container:{container.name}" for container in containers]
        if scene.against is Against.SIBLING:
            for environment, name in zip(ENVIRONMENTS, names, strict=True):
                self.must("scan", name, *self.host, "--env", environment)
        elif scene.against is Against.REPLICAS:
            self.must("scan", *names, *self.host, "--env", ENVIRONMENTS[-1])
        words = self._question(scene, containers)
        if policy:
            (self.folder / "policy.toml").write_text(policy)
            words = (*words, "--config", "policy.toml")
        report: dict[str, Any] = json.loads(self.must(*words, "--format", "json"))
        return report

    def read(self, scene: Scene, containers: Sequence[Container]) -> int:
        """Lines that a person reads who asks the same on a terminal."""
        shown = self.must(*self._question(scene, containers), "--format", "console")
        return len([line for line in shown.splitlines() if line.strip()])

    def _question(self, scene: Scene, containers: Sequence[Container]) -> tuple[str, ...]:
        if scene.against is Against.IMAGE:
            return ("diff", f"container:{containers[-1].name}", *self.host)
        return ("gate",)


def verdict(told: Told, findings: Sequence[Finding]) -> str:
    """Empty where it was told as it should be, else what is wrong."""
    about = list(concerning(told.key, findings))
    if not about:
        return f"missed: nothing is said of {told.key}"
    ruled = [finding for finding in about if finding["rule"] == told.rule]
    if not ruled:
        return f"another rule: {', '.join(sorted({finding['rule'] for finding in about}))}"
    if not any(told.attribution in finding["attribution"] for finding in ruled):
        return f"attributed to {ruled[0]['attribution']!r}, not to {told.attribution}"
    if not any(told.says in text(finding) for finding in ruled):
        return f"not said: {told.says}"
    return ""


def concerning(key: str, findings: Sequence[Finding]) -> Iterator[Finding]:
    """Those about this thing, or that stand for it."""
    for finding in findings:
        keys = (finding["key"], *(member["key"] for member in finding["members"]))
        if any(key in (one, one.partition("#")[0]) for one in keys):
            yield finding


def text(finding: Finding) -> str:
    """All that a person reads of it but the remedy."""
    return json.dumps({name: value for name, value in finding.items() if name != "remedy"})
