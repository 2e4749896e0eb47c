"""A memory limit that is lower than what the program is told to take."""

import re
from collections.abc import Iterator, Mapping

from drift.model.changes import Change, alone
from drift.model.records import Kind
from drift.policy.alone.side import OneSide

MEMORY = "memory"
_UNITS = {"": 1, "b": 1, "k": 1 << 10, "m": 1 << 20, "g": 1 << 30, "t": 1 << 40}
_MEGA = 1 << 20
_HEAP = re.compile(r"-Xmx(\d{1,15})([kKmMgGtT]?)(?![\w])")
"""Java's largest heap (java(1))."""
_OLD_SPACE = re.compile(r"--max[-_]old[-_]space[-_]size[= ](\d{1,12})")
"""Of Node.js, in MiB (node(1))."""
_GO_LIMIT = re.compile(r"(\d{1,15})(B|[KMGT]iB)?\Z")
"""GOMEMLIMIT, as Go's package runtime has it."""


def too_little_memory(side: OneSide) -> Iterator[Change]:
    """`value` is the limit in bytes; `asked` is what a setting asks for, `by` where that is written."""
    limit = side.value(Kind.RUNTIME, MEMORY)
    if not isinstance(limit, int) or not limit:
        return
    asked = {by: size for by, text in _settings(side).items() if (size := asked_for(by, text)) >= limit}
    if asked:
        by = max(asked, key=lambda name: (asked[name], name))
        yield alone(Kind.RUNTIME, MEMORY, {"value": limit, "asked": asked[by], "by": by})


def asked_for(name: str, text: str) -> int:
    """Bytes that a variable or a command line lets a program take; 0 where it says nothing of it."""
    if name == "GOMEMLIMIT":
        found = _GO_LIMIT.match(text.strip())
        return int(found[1]) * _UNITS[(found[2] or "")[:1].lower()] if found else 0
    heaps = [int(number) * _UNITS[unit.lower()] for number, unit in _HEAP.findall(text)]
    spaces = [int(number) * _MEGA for number in _OLD_SPACE.findall(text)]
    return max((*heaps[-1:], *spaces[-1:]), default=0)  # of an option that stands twice the last counts


def _settings(side: OneSide) -> Mapping[str, str]:
    """Each variable, and the command line."""
    values = {name: content.get("value") for name, content in side.values(Kind.ENV).items()}
    texts = {name: value for name, value in values.items() if isinstance(value, str)}
    parts = [side.value(Kind.CONFIG, key) for key in ("entrypoint", "cmd")]
    words = [str(word) for part in parts if isinstance(part, list) for word in part]
    return texts | {"the command": " ".join(words)}
