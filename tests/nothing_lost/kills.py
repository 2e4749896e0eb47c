"""Kills commands that write the store (SIGKILL), again and again: `python -m tests.nothing_lost.kills FOLDER SEED COUNT`.

Half of the kills come at a moment: a random part of the time that the command takes undisturbed. The others come at a random
one of its calls that write (pwrite, fdatasync, truncate, rename, unlink), which strace(1) counts: between two of them nothing
on the disk changes, so that these points are all the states that a kill can leave. After each kill the store is looked over
and the command is given again. Prints one line of JSON for each kill.
"""

import json
import os
import pkgutil
import random
import re
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass
from functools import cached_property, partial
from importlib import import_module
from pathlib import Path
from tempfile import TemporaryDirectory

import drift
from drift.store import Store
from tests.nothing_lost.work import STORE, Rows, Work, answers, works
from tests.store.first_version import rows

CALLS = ("pwrite64", "fdatasync", "fsync", "ftruncate", "rename", "unlink")
"""System calls that change a file of SQLite's or ours, or put it on the disk."""


@dataclass(frozen=True)
class Kill:
    work: str
    at: str
    """A moment, or a call: "0.31 of 0.120 s", "pwrite64 7 of 90"."""
    ended: int
    """-9, or the exit code of a command that was done before."""
    touched: bool
    """The kill found the store's files changed."""
    state: str
    problems: list[str]
    again: int
    """Exit code of the same command, given again."""
    end: str
    """The state after that."""
    alike: bool
    """What the store then says of each container is what it says where nothing was killed."""
    beside: list[str]
    """Files that are then left in the store's folder."""


class Child:
    """A fork of this process, where all is imported, that waits for `go` and then is the command."""

    def __init__(self, words: list[str], log: Path) -> None:
        wait, self._go = os.pipe()
        self.pid = os.fork()
        if not self.pid:
            os.close(self._go)
            os.read(wait, 1)
            become(words, log)
        os.close(wait)

    def go(self) -> None:
        os.write(self._go, b"g")
        os.close(self._go)

    def wait(self) -> int:
        return os.waitstatus_to_exitcode(os.waitpid(self.pid, 0)[1])


def become(words: list[str], log: Path) -> None:
    """The command as its own process is: output in a file, the exit code its own."""
    from drift.__main__ import main

    said = os.open(log, os.O_CREAT | os.O_WRONLY | os.O_APPEND)
    for stream in (1, 2):
        os.dup2(said, stream)
    sys.argv = ["drift", *words]
    code = 1
    try:
        main()
    except SystemExit as leaving:
        code = int(leaving.code or 0)
    finally:
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(code)


def traced(child: Child, *options: str) -> "subprocess.Popen[bytes]":
    """strace, once it has hold of the child."""
    tracer = subprocess.Popen(["strace", "-qq", f"--attach={child.pid}", *options], stderr=subprocess.DEVNULL)
    while "TracerPid:\t0\n" in Path(f"/proc/{child.pid}/status").read_text():
        if tracer.poll() is not None:
            os.kill(child.pid, signal.SIGKILL)
            raise SystemExit("strace cannot attach to a child here")
        time.sleep(0.002)
    return tracer


@dataclass
class Victim:
    """One command that is killed many times."""

    work: Work
    folder: Path

    @cached_property
    def before(self) -> Rows:
        path = self.work.base / STORE
        return rows(path) if path.exists() else {}

    @cached_property
    def done(self) -> Path:
        """A store in which the command was done to its end."""
        path = self.work.begin(self.folder / f"{self.work.name}-done")
        assert self.run(path) == 0, self.log(path).read_text()
        return path

    @cached_property
    def after(self) -> Rows:
        return rows(self.done)

    @cached_property
    def seconds(self) -> float:
        """That it takes undisturbed; the first time it takes longer."""
        return min(self.timed(f"{self.work.name}-timed-{number}") for number in range(3))

    def timed(self, name: str) -> float:
        path = self.work.begin(self.folder / name)
        started = time.monotonic()
        self.run(path)
        return time.monotonic() - started

    @cached_property
    def calls(self) -> list[str]:
        """Those that write, in their order."""
        path = self.work.begin(self.folder / f"{self.work.name}-counted")
        child = Child(self.work.words(path), self.log(path))
        trace = self.folder / "trace"
        tracer = traced(child, f"--trace={','.join(CALLS)}", f"--output={trace}")
        child.go()
        child.wait()
        tracer.wait()
        return re.findall(r"^(\w+)\(", trace.read_text(), re.MULTILINE)

    def log(self, path: Path) -> Path:
        return path.parent.with_suffix(".log")

    def run(self, path: Path) -> int:
        child = Child(self.work.words(path), self.log(path))
        child.go()
        return child.wait()

    def at_moment(self, part: float, path: Path) -> int:
        child = Child(self.work.words(path), self.log(path))
        child.go()
        time.sleep(part * self.seconds)
        os.kill(child.pid, signal.SIGKILL)
        return child.wait()

    def at_call(self, name: str, number: int, path: Path) -> int:
        child = Child(self.work.words(path), self.log(path))
        tracer = traced(child, f"--trace={name}", f"--inject={name}:signal=KILL:when={number}", "--output=/dev/null")
        child.go()
        ended = child.wait()
        tracer.wait()
        return ended

    def kills(self, chance: random.Random, count: int) -> Iterator[Kill]:
        """First those at moments, spread over all of its time; then those at calls, spread over all of them."""
        at_moments = count // 2
        for part in spread(chance, at_moments):
            yield self.killed(f"{part:.2f} of {self.seconds:.3f} s", partial(self.at_moment, part))
        for part in spread(chance, count - at_moments):
            index = int(part * len(self.calls))
            name, nth = self.calls[index], self.calls[: index + 1].count(self.calls[index])
            yield self.killed(f"{name} {nth} of {self.calls.count(name)}", partial(self.at_call, name, nth))

    def killed(self, at: str, kill: Callable[[Path], int]) -> Kill:
        folder = self.folder / "now"
        path = self.work.begin(folder)
        bytes_before = on_disk(folder)
        ended = kill(path)
        touched = on_disk(folder) != bytes_before
        state = self.work.state(path, self.before, self.after)
        problems = look_over(path)
        again = self.run(path)
        end = self.work.state(path, self.before, self.after)
        problems += look_over(path)
        alike = answers(path) == answers(self.done)
        beside = sorted({one.name for one in folder.iterdir()} - {one.name for one in self.done.parent.iterdir()})
        shutil.rmtree(folder)
        return Kill(self.work.name, at, ended, touched, state, problems, again, end, alike, beside)


def spread(chance: random.Random, count: int) -> list[float]:
    """Random parts of 1, one in each of `count` equal pieces."""
    return [(number + chance.random()) / count for number in range(count)]


def on_disk(folder: Path) -> dict[str, bytes]:
    """All but SQLite's index of its log, which is no part of what is stored."""
    return {one.name: one.read_bytes() for one in folder.iterdir() if one.suffix != ".db-shm"}


def look_over(path: Path) -> list[str]:
    """What `drift db check` says, of a copy: opening a store of an older version migrates it."""
    if not path.exists():
        return []
    with TemporaryDirectory(dir=path.parents[1]) as folder:
        copy = shutil.copytree(path.parent, Path(folder, "copy")) / STORE
        with Store.open(copy) as store:
            return list(store.check())


def import_all() -> None:
    """What a command imports when it needs it: a fork has it then, and is killed in its work."""
    for module in pkgutil.walk_packages(drift.__path__, "drift."):
        if module.name != "drift.__main__":
            import_module(module.name)


def main(folder: Path, seed: int, count: int) -> None:
    import_all()
    made = folder / "made"
    made.mkdir()
    all_works = list(works(made))
    for number, work in enumerate(all_works):
        victim = Victim(work, folder)
        share = count // len(all_works) + (number < count % len(all_works))
        for kill in victim.kills(random.Random(seed + number), share):
            print(json.dumps(asdict(kill)), flush=True)


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3]))
