"""The command as a user runs it: a process of its own, in a folder of its own."""

import json
import os
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

WITHOUT_ALL_RIGHTS = ("setpriv", "--bounding-set=-dac_override,-dac_read_search") if os.geteuid() == 0 else ()
"""In front of a program: root without the capability to pass over the rights of files (capabilities(7))."""
LONGEST = 120
"""Seconds that no command here takes."""


@dataclass(frozen=True)
class Done:
    code: int
    out: str
    err: str

    @property
    def answer(self) -> str:
        """The first line, but for what was judged and how old it is."""
        return self.out.partition("\n")[0].partition(" · ")[0]

    @property
    def judged(self) -> str:
        """What the first line says of it."""
        return self.out.partition("\n")[0].partition(" · ")[2]

    @property
    def last(self) -> str:
        return self.out.rstrip("\n").rpartition("\n")[2]

    @property
    def json(self) -> Any:
        return json.loads(self.out)


@dataclass(frozen=True)
class Command:
    """`drift("diff", "web")` runs it and says how it ended; `code` is what it must end with."""

    folder: Path
    """Where it runs; the store is in it."""
    variables: Mapping[str, str] = field(default_factory=dict)

    @property
    def store(self) -> Path:
        return self.folder / "drift.db"

    @property
    def environ(self) -> dict[str, str]:
        """Without what the user has said to drift or to docker, and without the CI that runs the tests."""
        of_others = ("DRIFT_", "DOCKER_", "GITHUB_", "GITLAB_")
        kept = {name: value for name, value in os.environ.items() if not name.startswith(of_others)}
        return {**kept, "DRIFT_DB": str(self.store), **self.variables}

    def words(self, *arguments: object) -> list[str]:
        return [sys.executable, "-m", "drift", *map(str, arguments)]

    def with_variables(self, **variables: str) -> "Command":
        return replace(self, variables={**self.variables, **variables})

    @property
    def unmeasured(self) -> "Command":
        """For signals: a handler that leaves coverage's own code keeps its lock taken, and the process hangs at the next line."""
        return self.with_variables(COVERAGE_PROCESS_CONFIG="")

    def start(self, *arguments: object, **options: Any) -> "subprocess.Popen[bytes]":
        """Begin it, for tests that do something meanwhile."""
        return self.program(*self.words(*arguments), **options)

    def program(self, *words: str, **options: Any) -> "subprocess.Popen[bytes]":
        """Another program, where and as the command runs."""
        pipes = {"stdin": subprocess.DEVNULL, "stdout": subprocess.PIPE, "stderr": subprocess.PIPE}
        return subprocess.Popen(words, cwd=self.folder, env=self.environ, **{**pipes, **options})

    def shell(self, script: str) -> "Done":
        """A line of bash in which `drift` is the command, for pipes and redirections; a pipe fails with the last that fails."""
        drift = f'drift() {{ "{sys.executable}" -m drift "$@"; }}\n'
        with self.program("bash", "-o", "pipefail", "-c", drift + script) as process:
            return ended(process)

    def refusal(self, *words: str) -> str:
        """Run a program that must refuse: one line on stderr, 2, the store as it was. The line, without "drift: "."""
        before = self.stored
        with self.program(*words) as process:
            done = ended(process)
        assert (done.code, done.out) == (2, ""), done
        assert done.err.startswith("drift: ")
        assert done.err.count("\n") == 1, done.err
        assert self.stored == before
        return done.err.removeprefix("drift: ").rstrip("\n")

    @property
    def stored(self) -> bytes:
        return self.store.read_bytes() if self.store.exists() else b""

    def python(self, script: str) -> "Done":
        with self.program(sys.executable, "-c", script) as process:
            return ended(process)

    def __call__(self, *arguments: object, code: int | None = None, **options: Any) -> Done:
        with self.start(*arguments, **options) as process:
            done = ended(process)
        if code is not None:
            assert done.code == code, f"drift {' '.join(map(str, arguments))} ended with {done}"
        return done


def ended(process: "subprocess.Popen[bytes]") -> Done:
    try:
        out, err = process.communicate(timeout=LONGEST)
    except subprocess.TimeoutExpired:
        process.kill()  # else the end of its `with` waits for it for ever
        raise
    return Done(process.returncode, (out or b"").decode(), (err or b"").decode())
