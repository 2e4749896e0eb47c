"""Makes the two containers of a scenario on a real engine, and sees that the program works in one and fails in the other."""

import subprocess
import tarfile
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from benchmarks.why import program
from benchmarks.why.bases import MARKS, ROOTS
from benchmarks.why.harmless import Harmless, drawn, has_own_image
from benchmarks.why.scenario import Companion, Scenario, Side
from tests.engines import images
from tests.engines.engine import Container, Engine, EngineError

STARTS_WITHIN = 20.0
"""Seconds in which a program that works answers."""
FAILS_FOR = 2.5
"""Seconds without an answer of a program that still runs, until it counts as failed: it answers in less than one."""


class NotStaged(Exception):
    """A scenario does not do what it says: both sides work, or both fail."""


@dataclass(frozen=True)
class Staged:
    works: Container
    fails: Container
    harmless: Sequence[Harmless]
    said: str
    """The last line that the failing program said."""


@dataclass
class Stage:
    engine: Engine
    _bases: dict[str, str] = field(default_factory=dict)
    _made: list[str] = field(default_factory=list)

    def stage(self, scenario: Scenario) -> Staged:
        """Both containers, and a third that has the harmless differences alone and works."""
        own = has_own_image(scenario)
        harmless = drawn(scenario, of_image=own)
        usual, quiet, other = self._images(scenario, harmless if own else ())
        self._help(scenario, scenario.both)
        works = self._container(scenario, "works", usual, scenario.works, harmless, failing=False)
        self._expect(scenario, works, "the working side")
        control = self._container(scenario, "control", quiet, scenario.works, harmless, failing=True)
        self._expect(scenario, control, "the failing side without the difference")
        control.rm()
        fails = self._container(scenario, "fails", other, scenario.fails, harmless, failing=True)
        if scenario.fails.hand:
            self._expect(scenario, fails, "the failing side before the difference")
            fails.exec("sh", "-ec", scenario.fails.hand, user="0")
            self.engine.docker("restart", "-t", "0", fails.id)
        if self._works(scenario, fails):
            raise NotStaged("the failing side works")
        return Staged(works, fails, harmless, self._said(fails))

    def clear(self) -> None:
        """After each scenario: what it made, but for the images, whose layers the next one shares."""
        self.engine.remove_containers()
        for name in self.engine.docker("volume", "ls", "-q").decode().split():
            self.engine.docker("volume", "rm", "-f", name)

    def _base(self, name: str) -> str:
        if name not in self._bases:
            root, base = f"root-{name}:1", f"base-{name}:1"
            self.engine.import_image(root, ROOTS[name].tar().read_bytes(), MARKS)
            self._bases[name] = self.engine.build(base, program.base_dockerfile(name, root), program.base_files(name))
        return self._bases[name]

    def _images(self, scenario: Scenario, harmless: Sequence[Harmless]) -> tuple[str, str, str]:
        """Of the side that works, of the control, and of the side that fails."""
        name = scenario.name
        common = self.engine.build(
            f"{name}:common",
            f"FROM {self._base(scenario.base)}\nCOPY root/ /\n{scenario.both.steps}\n",
            program.files(scenario),
        )
        usual = self._built(f"{name}:works", common, scenario.works.steps)
        if not (harmless or scenario.fails.steps):
            return usual, usual, usual
        shell = [one.steps for one in harmless if one.steps]
        lines = [one.dockerfile for one in harmless if one.dockerfile]
        run = [f"USER root\nRUN {' && '.join(f'({one})' for one in shell)}"] if shell else []
        user = self._user(common)
        quiet = self._built(f"{name}:quiet", common, "\n".join((*lines, *run, f"USER {user}" if run and user else "")))
        control = self._built(f"{name}:control", quiet, scenario.works.steps)
        return usual, control, self._built(f"{name}:fails", quiet, scenario.fails.steps)

    def _built(self, tag: str, image: str, steps: str) -> str:
        return self.engine.build(tag, f"FROM {image}\n{steps}\n") if steps.strip() else image

    def _with_files(self, tag: str, image: str, files: Mapping[str, bytes]) -> str:
        """An archive that is added has no folders, so that those of the image stay as they are."""
        members = images.tar(_member(path, content) for path, content in files.items())
        return self.engine.build(tag, f"FROM {image}\nADD files.tar /\n", {"files.tar": members})

    def _user(self, image: str) -> str:
        return str(self.engine.image(image)["Config"].get("User") or "root")

    def _container(
        self, scenario: Scenario, name: str, image: str, side: Side, harmless: Sequence[Harmless], *, failing: bool
    ) -> Container:
        self._help(scenario, side)
        folder = self.engine.folder / "host" / f"{scenario.name}-{name}"
        folder.mkdir(parents=True)
        both = scenario.both
        args = [*both.run, *side.run]
        env = {**both.env, **side.env}
        files = {path: one() if callable(one) else one for path, one in {**both.files, **side.files}.items()}
        for one in harmless:
            args += one.fails if failing else one.works
            env |= one.fails_env if failing else one.works_env
            files |= one.files if failing else {}
        if "--read-only" in args:  # what engines then refuse to put into it comes with the image
            image, files = self._with_files(f"{scenario.name}:read-only", image, files), {}
        inside = _given(files, folder)
        container = self.engine.create(
            image,
            *(side.command or both.command),
            name=f"{scenario.name}-{name}",
            env=env,
            args=[arg.replace("{folder}", str(folder)) for arg in args],
        )
        if inside:
            members = images.tar(_member(path, content) for path, content in inside.items())
            self.engine.docker("cp", "-", f"{container.id}:/", stdin=members)
        self._start(container)
        return container

    def _start(self, container: Container) -> None:
        """A container that cannot even start is one that fails."""
        try:
            container.start()
        except EngineError as error:
            container_log = self.engine.folder / f"{container.name}.start"
            container_log.write_text(str(error))

    def _help(self, scenario: Scenario, side: Side) -> None:
        for one in side.companions:
            self._companion(scenario, one)

    def _companion(self, scenario: Scenario, one: Companion) -> None:
        image = self._built(f"{scenario.name}:{one.name}", self._base(scenario.base), one.steps)
        container = self.engine.create(image, *one.command, name=one.name, args=one.run)
        container.start()
        if not one.stays:
            self.engine.docker("wait", container.id)
            container.rm()

    def _expect(self, scenario: Scenario, container: Container, what: str) -> None:
        if not self._works(scenario, container):
            raise NotStaged(f"{what} fails: {self._said(container)}")

    def _works(self, scenario: Scenario, container: Container) -> bool:
        """Does it answer, now and a moment later? A program that ended, or runs and does not answer, failed."""
        started = time.monotonic()
        while time.monotonic() - started < STARTS_WITHIN:
            state = container.inspect()["State"]
            if not state["Running"] and not state.get("Restarting"):
                return False
            if self._answers(scenario, container):
                return True
            if time.monotonic() - started > FAILS_FOR and container.name.endswith("-fails"):
                return False
            time.sleep(0.2)
        return False

    def _answers(self, scenario: Scenario, container: Container) -> bool:
        if scenario.by_health:
            return bool(container.inspect()["State"]["Health"]["Status"] == "healthy")
        try:
            container.sh(program.check(scenario))
        except EngineError:
            return False
        return True

    def _said(self, container: Container) -> str:
        log = self.engine.folder / f"{container.name}.start"
        if log.exists():
            return log.read_text().rpartition("unable to start container process: ")[2].splitlines()[0]
        done = subprocess.run(
            ("docker", "-H", self.engine.address, "logs", "--tail", "3", container.id),
            check=False,
            capture_output=True,
            text=True,
            errors="replace",
        )
        lines = (done.stdout + done.stderr).strip().splitlines()
        return lines[-1] if lines else "nothing"


def _given(files: Mapping[str, bytes], folder: Path) -> dict[str, bytes]:
    """Those of the container; those of the host's folder are written there."""
    inside = {}
    for path, content in files.items():
        if path.startswith("{folder}/"):
            place = folder / path.removeprefix("{folder}/")
            place.parent.mkdir(parents=True, exist_ok=True)
            place.write_bytes(content)
        else:
            inside[path] = content
    return inside


def _member(path: str, content: bytes) -> tuple[tarfile.TarInfo, bytes]:
    """Without the folders above it: these stay as they are."""
    return images.member(path, content, mode=0o755 if content.startswith((b"#!", b"\x7fELF")) else 0o644)
