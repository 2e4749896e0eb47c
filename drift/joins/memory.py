"""How much memory a container's own settings ask for: heap sizes of Java and Node, caches of databases, in variables and on the command line."""

import re
from collections.abc import Iterator

from drift.joins.command_line import CommandLine
from drift.model.evidence import Memory

_UNITS = {"": 1, "b": 1, "k": 1 << 10, "m": 1 << 20, "g": 1 << 30, "t": 1 << 40}
_SETTINGS = (
    re.compile(r"(-Xm[xs])(\d{1,12})([kmgt]?)\b", re.IGNORECASE),  # java(1): bytes, or with a unit
    re.compile(r"(-XX:MaxHeapSize=)(\d{1,12})([kmgt]?)\b", re.IGNORECASE),
    re.compile(r"(--max[-_]old[-_]space[-_]size[= ])(\d{1,9})()\b"),  # node --v8-options: MiB
    re.compile(r"(--?maxmemory[= ])(\d{1,12})([kmg]?)b?\b", re.IGNORECASE),  # redis.conf
    re.compile(r"(shared_buffers ?= ?)(\d{1,12})([kmgt])B\b", re.IGNORECASE),  # PostgreSQL, with a unit
    re.compile(r"(--innodb[-_]buffer[-_]pool[-_]size=)(\d{1,12})([kmg]?)\b", re.IGNORECASE),  # MySQL
)


def memory_asked_for(line: CommandLine) -> Memory | None:
    """The most that one setting asks for, None where none is seen."""
    found = [*_within(" ".join(line.words), "the start command")]
    for name, value in sorted((line.variables or {}).items()):
        found += _within(value or "", name)
    return max(found, key=lambda one: one.size, default=None)


def _within(text: str, where: str) -> Iterator[Memory]:
    for setting in _SETTINGS:
        for name, number, unit in setting.findall(text):
            is_node = name.startswith("--max") and "old" in name
            size = int(number) * (1 << 20 if is_node else _UNITS[unit.lower()])
            yield Memory(size, f"{name}{number}{unit} in {where}")
