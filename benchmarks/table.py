"""A table of figures: what was measured, against what, and what was to be reached."""

import os
import platform
import statistics
import subprocess
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Figure:
    seconds: float
    peak: float = 0.0
    """MB of the whole process, where one was run."""


@dataclass(frozen=True, slots=True)
class Goal:
    """A row that is to take no more than so many times what another one takes."""

    row: str
    of: str
    most: float


def process(command: Sequence[str], environment: Mapping[str, str] | None = None) -> Figure:
    """Run a program to its end, its output thrown away."""
    start = time.perf_counter()
    child = subprocess.Popen(
        command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, env={**os.environ, **(environment or {})}
    )
    _, status, used = os.wait4(child.pid, 0)
    seconds = time.perf_counter() - start
    complaint = child.stderr.read().decode(errors="replace") if child.stderr else ""
    child.returncode = os.waitstatus_to_exitcode(status)
    if child.returncode:
        raise RuntimeError(f"{command[0]} ended with {child.returncode}: {complaint[-500:]}")
    return Figure(seconds, used.ru_maxrss / 1024)


def inside(work: Callable[[], object]) -> Figure:
    start = time.perf_counter()
    work()
    return Figure(time.perf_counter() - start)


def in_turn(rows: Mapping[str, Callable[[], Figure]], runs: int) -> Mapping[str, Figure]:
    """The median of each row; all rows run in turn, so that a busy moment of the machine meets all of them."""
    found = [{name: run() for name, run in rows.items()} for _ in range(runs)]
    return {
        name: Figure(
            statistics.median(one[name].seconds for one in found), statistics.median(one[name].peak for one in found)
        )
        for name in rows
    }


def show(title: str, figures: Mapping[str, Figure], goals: Sequence[Goal] = ()) -> None:
    """As Markdown."""
    aims = {goal.row: goal for goal in goals}
    print(f"\n### {title}\n")
    print(f"| {'':<58} | {'ms':>9} | {'peak MB':>7} | {'ratio':>7} | {'to reach':<34} |")
    print(f"|{'-' * 60}|{'-' * 10}:|{'-' * 8}:|{'-' * 8}:|{'-' * 36}|")
    for name, figure in figures.items():
        goal = aims.get(name)
        ratio = f"{figure.seconds / figures[goal.of].seconds:.3f}" if goal else ""
        aim = f"≤ {goal.most:.3g} × {goal.of}" if goal else ""
        peak = f"{figure.peak:.0f}" if figure.peak else ""
        print(f"| {name:<58} | {figure.seconds * 1000:>9,.1f} | {peak:>7} | {ratio:>7} | {aim:<34} |")


def machine() -> str:
    """What the figures were measured on."""
    lines = Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines()
    model = next((line.partition(":")[2].strip() for line in lines if line.startswith("model name")), "unknown")
    python, kernel = platform.python_version(), platform.release().partition("-")[0]
    return f"{os.cpu_count()} cores ({model}), Linux {kernel}, Python {python}"
