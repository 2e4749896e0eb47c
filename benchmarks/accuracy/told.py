"""What drift says of a staged case: run as a process, its JSON read."""

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from benchmarks.accuracy.case import Against, Case, Told
from tests.engines.engine import Container, Engine

ROOT = Path(__file__).parents[2]
ENVIRONMENTS = ("dev", "prod")


@dataclass(frozen=True, slots=True)
class Said:
    """A report."""

    report: dict[str, Any]

    @property
    def findings(self) -> list[dict[str, Any]]:
        return list(self.report["findings"])

    @property
    def failing(self) -> list[dict[str, Any]]:
        return [finding for finding in self.findings if finding["fails"]]


@dataclass(frozen=True)
class Drift:
    """The command on one engine. `store` knows the images already and is never written: each case has a copy."""

    engine: Engine
    folder: Path

    @property
    def store(self) -> Path:
        return self.folder / "images.db"

    @property
    def host(self) -> tuple[str, str]:
        return "-H", self.engine.address

    @property
    def bytecode(self) -> dict[str, str]:
        """As where it is installed: compiled once."""
        return {"PYTHONDONTWRITEBYTECODE": "", "PYTHONPYCACHEPREFIX": str(self.folder / "bytecode")}

    def run(self, store: Path, *words: str, policy: Path | None = None) -> str:
        """Its output. RuntimeError where it ended otherwise than with 0 or 1."""
        kept = {name: value for name, value in os.environ.items() if not name.startswith(("DRIFT_", "DOCKER_"))}
        environment = kept | {
            "DRIFT_DB": str(store),
            "DRIFT_KEY": "accuracy" * 8,
            "PYTHONPATH": str(ROOT),
            **self.bytecode,
        }
        config = ("--config", str(policy)) if policy else ()
        done = subprocess.run(
            (sys.executable, "-m", "drift", *words, *config),
            check=False,
            env=environment,
            cwd=self.folder,
            capture_output=True,
            text=True,
        )
        if done.returncode not in (0, 1):
            raise RuntimeError(f"drift {' '.join(words)} ended with {done.returncode}: {done.stderr or done.stdout}")
        return done.stdout

    def know(self, container: Container) -> None:
        """Read an image once, for all cases."""
        self.run(self.store, "diff", f"container:{container.name}", "-H", self.engine.address)

    def of(self, case: Case, containers: Sequence[Container], policy: Path | None = None) -> Said:
        """As JSON only."""
        store = self.folder / "case.db"
        shutil.copyfile(self.store, store)
        words = self._judged(case.against, store, containers)
        return Said(json.loads(self.run(store, *words, "--format", "json", policy=policy)))

    def read(self, case: Case, containers: Sequence[Container]) -> int:
        """Lines that a person reads who asks once more, on the terminal."""
        words = self._question(case.against, containers)
        shown = self.run(self.folder / "case.db", *words, "--format", "console")
        return len([line for line in shown.splitlines() if line.strip()])

    def _judged(self, against: Against, store: Path, containers: Sequence[Container]) -> tuple[str, ...]:
        """The question, after what it needs was scanned."""
        names = [f"container:{container.name}" for container in containers]
        if against is Against.SIBLING:
            for environment, name in zip(ENVIRONMENTS, names, strict=True):
                self.run(store, "scan", name, *self.host, "--env", environment)
        elif against is Against.REPLICAS:
            self.run(store, "scan", *names, *self.host, "--env", ENVIRONMENTS[-1])
        return self._question(against, containers)

    def _question(self, against: Against, containers: Sequence[Container]) -> tuple[str, ...]:
        return ("diff", f"container:{containers[-1].name}", *self.host) if against is Against.IMAGE else ("gate",)


def verdict(case: Case, said: Said) -> str:
    """Empty where it was told as it should be, else what is wrong."""
    about = list(_about(case.told, said.findings))
    if not about:
        return f"missed: nothing is said of {case.told.key}"
    ruled = [finding for finding in about if finding["rule"] == case.told.rule]
    if not ruled:
        return f"wrong rule: {', '.join(sorted({finding['rule'] for finding in about}))} in place of {case.told.rule}"
    if not any(case.told.attribution in finding["attribution"] for finding in ruled):
        return f"wrong attribution: {ruled[0]['attribution']!r} does not name {case.told.attribution}"
    if not any(case.told.says in text(finding) for finding in ruled):
        return f"not said: {case.told.says}"
    return ""


def _about(told: Told, findings: Sequence[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    for finding in findings:
        keys = (finding["key"], *(member["key"] for member in finding["members"]))
        if any(told.key in (key, key.partition("#")[0]) for key in keys):
            yield finding


def text(finding: dict[str, Any]) -> str:
    """All that a person reads of it but the remedy."""
    return json.dumps({name: value for name, value in finding.items() if name != "remedy"})
