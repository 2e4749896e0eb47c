"""The console blocks of a page as one session in a shell: what stands after `$ ` is run, what follows it is what it must say."""

import os
import re
import subprocess
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from difflib import unified_diff
from pathlib import Path

NOT_RUN = re.compile(r"<!-- not run: .+ -->")
"""On the line before a block that no test can run; with the reason."""
LEFT_OUT = ("…", "...")
"""A line that stands for any number of lines."""
HOME = "/home/you"
"""What pages call the folder in which their commands run."""
VARYING = (
    (re.compile(r"\d{4}-\d\d-\d\d[T ]\d\d:\d\d(:\d\d)?(Z| UTC)"), "TIME"),
    (re.compile(r"(less than a minute|\b\d+ (s|min|h|d)\b)( ago)?"), "AGE"),
    (re.compile(r"\b[0-9a-f]{8,64}\b"), "DIGEST"),
    (re.compile(r"\b[\d.]+ (bytes|KiB|MiB)\b"), "SIZE"),
    (re.compile(r"\bdrift \d+\.\d+\.\d+\S*"), "drift VERSION"),
    (re.compile(r"[─ ]{2,}"), " "),
)
"""What differs from run to run: times, digests, sizes, versions, and the columns that these widen."""
_END = "@@ended@@"


@dataclass(frozen=True)
class Step:
    line: int
    command: str
    expected: tuple[str, ...]


@dataclass(frozen=True)
class Block:
    is_run: bool
    steps: tuple[Step, ...]


@dataclass(frozen=True)
class Shell:
    """Where a page's commands run: a folder of its own, and a home."""

    folder: Path
    variables: Mapping[str, str] = field(default_factory=dict)

    def run(self, steps: tuple[Step, ...]) -> list[str]:
        """What each step printed, with standard error; variables live from one to the next."""
        programs = self.folder.parent / "programs"
        programs.mkdir(exist_ok=True)
        drift = programs / "drift"
        drift.write_text(f"#!{sys.executable}\nfrom drift.__main__ import main\n\nmain()\n")
        drift.chmod(0o755)
        script = "".join(f"{step.command}\necho {_END}\n" for step in steps)
        done = subprocess.run(
            ["bash", "-c", script],
            stdin=subprocess.DEVNULL,
            cwd=self.folder,
            env={**os.environ, **self.variables, "PATH": f"{programs}:{os.environ['PATH']}", "TZ": "UTC"},
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            check=False,
        )
        said = done.stdout.replace(str(self.folder), HOME).replace(str(programs), HOME)
        return said.split(f"{_END}\n")[:-1]


def session(page: Path) -> list[Block]:
    """Its console blocks, in order."""
    return [Block(is_run, tuple(_steps(lines))) for is_run, lines in _blocks(page.read_text(encoding="utf-8"))]


def differs(step: Step, said: str) -> str:
    """ "" where the page says what the command said; else both."""
    pattern = "".join(r"(?:.*\n)*?" if line in LEFT_OUT else re.escape(normal(line)) + "\n" for line in step.expected)
    lines = said.rstrip("\n").split("\n") if said else []
    if re.fullmatch(pattern, "".join(f"{normal(line)}\n" for line in lines)):
        return ""
    difference = unified_diff(step.expected, lines, "the page", "the command", lineterm="")
    return "\n".join((f"line {step.line}: $ {step.command}", *difference))


def normal(line: str) -> str:
    for varying, name in VARYING:
        line = varying.sub(name, line)
    return line.rstrip()


def _blocks(text: str) -> Iterator[tuple[bool, list[tuple[int, str]]]]:
    above, inside = "", False
    lines: list[tuple[int, str]] = []
    for number, line in enumerate(text.splitlines(), start=1):
        if line == "```" and inside:
            yield not NOT_RUN.fullmatch(above), lines
            above, inside, lines = "", False, []
        elif inside:
            lines.append((number, line))
        elif line == "```console":
            inside = True
        elif line:
            above = line


def _steps(lines: list[tuple[int, str]]) -> Iterator[Step]:
    """`> ` goes on with the command above it, as a shell shows it."""
    command: list[str] = []
    expected: list[str] = []
    first = 0
    for number, line in lines:
        if line.startswith("$ "):
            if command:
                yield Step(first, "\n".join(command), tuple(expected))
            first, command, expected = number, [line[2:]], []
        elif line.startswith("> ") or line == ">":
            command.append(line[2:])
        else:
            expected.append(line)
    yield Step(first, "\n".join(command), tuple(expected))
