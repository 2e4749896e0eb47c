"""A memory limit that is lower than what the program is told to take."""

from collections.abc import Iterator

from drift.model.changes import Change, alone
from drift.model.records import Kind
from drift.policy.alone.side import OneSide

MEMORY = "memory"


def too_little_memory(side: OneSide) -> Iterator[Change]:
    """`value` is the limit in bytes; `asked` is what a setting asks for, `by` which: as in "-Xmx2g in JAVA_OPTS"."""
    limit = side.value(Kind.RUNTIME, MEMORY)
    if not isinstance(limit, int) or not limit:
        return
    asked = side.evidence.memory()
    if asked and asked.size >= limit:
        yield alone(Kind.RUNTIME, MEMORY, {"value": limit, "asked": asked.size, "by": asked.setting})
