"""Scripts that cannot start as they stand: their interpreter is missing, is for another machine, or stands before a carriage return.

A script that can start has no record: a Debian with some applications has thousands of them, and what they say is in their content.
Only files that may be run are looked at.
"""

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from typing import Any

from drift.collectors.env import DEFAULT_PATH
from drift.collectors.libraries.elf import PROGRAMS
from drift.collectors.shebang import SHEBANG
from drift.joins.known import NotRead, facts_in
from drift.joins.places import Places
from drift.model.protocols import Baseline, Facts
from drift.model.records import Kind, Record, RecordSet, record
from drift.model.snapshot import Section

RUNNABLE = 0o111
MISSING, OTHER_MACHINE, NO_LOADER, CARRIAGE_RETURN = "missing", "other machine", "no loader", "carriage return"
"""What is wrong with an interpreter; the last is wrong with the script."""
SAME_MACHINE = ({"x86_64", "i386"}, {"aarch64", "arm"}, {"ppc64", "ppc"})
"""Machines whose kernel runs programs of both."""
_ENV = re.compile(r"(?:/usr)?/bin/env\Z")
_ASSIGNMENT = re.compile(r"[A-Za-z_]\w*=")


def scripts(tree: Baseline, facts: Facts, environment: Mapping[str, str], libraries: Section) -> Section:
    """Path → interpreter, what is wrong with it (`problem`), and `lacks`: what is not there, or cannot run.

    `environment` are the container's variables: env(1) looks in PATH. `libraries` tells what machine a program is for.
    """
    try:
        found = facts_in(tree, facts, tree.collected([SHEBANG.name]), [SHEBANG])
    except NotRead as error:
        return Section.failed(str(error))
    interpreters = Interpreters(tree, environment, libraries)
    records = (interpreters.record(f"/{one.entry.path}", one.fact.value) for one in found if one.entry.mode & RUNNABLE)
    return Section.ok(RecordSet.of(Kind.SCRIPTS, [one for one in records if one]))


class Interpreters:
    """The programs of a root, as interpreters."""

    def __init__(self, tree: Baseline, environment: Mapping[str, str], libraries: Section) -> None:
        self._tree = tree
        self._places = Places(tree)
        path = environment.get("PATH") or DEFAULT_PATH
        self._path = [directory for directory in path.split(":") if directory.startswith("/")]
        self._programs = {one.key: one.value for one in libraries.set.records} if libraries.set else {}
        machines = Counter(one["machine"] for one in self._programs.values() if one.get("type") in PROGRAMS)
        self._machine = max(machines, key=lambda name: (machines[name], str(name)), default=None)
        self._known: dict[tuple[str, str], tuple[str, str]] = {}

    def record(self, key: str, script: dict[str, Any]) -> Record | None:
        """None for a script that can start."""
        line = (script["interpreter"], script.get("argument", ""))
        if line not in self._known:
            self._known[line] = self._wrong(*line)
        problem, lacks = self._known[line]
        if script.get("carriage_return"):
            problem, lacks = CARRIAGE_RETURN, ""
        if not problem:
            return None
        content = {"interpreter": " ".join(filter(None, line)), "problem": problem, "lacks": lacks}
        return record(Kind.SCRIPTS, key, {field: value for field, value in content.items() if value})

    def _wrong(self, interpreter: str, argument: str) -> tuple[str, str]:
        """What is wrong, and with what; "" for nothing. An interpreter that is no absolute path depends on where it is started."""
        if not interpreter.startswith("/"):
            return "", ""
        program = self._runnable(interpreter)
        if program is None:
            return MISSING, interpreter
        if not _ENV.match(interpreter):
            return self._unfit(program, interpreter)
        name = next(self._words(argument), "")
        if not name:
            return "", ""
        places = [name] if "/" in name else [f"{directory}/{name}" for directory in self._path]
        found = next((one for place in places if (one := self._runnable(place))), None)
        return self._unfit(found, name) if found else (MISSING, name)

    def _words(self, argument: str) -> Iterator[str]:
        """What env(1) runs, with its arguments: its own options and assignments come first."""
        words = argument.split()
        if words and not words[0].startswith("-S") and words[0] != "--split-string":
            words = [argument]  # without -S the kernel gives all of it as one word
        for word in words:
            plain = word.removeprefix("-S").strip("\"'")
            if plain and not plain.startswith("-") and not _ASSIGNMENT.match(plain):
                yield plain

    def _runnable(self, path: str) -> str | None:
        file = self._places.file(path.strip("/"))
        entry = self._tree.entry(file) if file else None
        return file if entry is not None and entry.mode & RUNNABLE else None

    def _unfit(self, program: str, named: str) -> tuple[str, str]:
        elf = self._programs.get(f"/{program}", {})
        machines = {elf.get("machine", self._machine), self._machine or elf.get("machine")}
        if len(machines) > 1 and not any(machines <= same for same in SAME_MACHINE):
            return OTHER_MACHINE, named
        return (NO_LOADER, named) if elf.get("interpreter_missing") else ("", "")
