"""What runs in a container as records: code that is no longer on disk, effective limits, the CPU and the programs that ask more of it."""

import json
from collections.abc import Iterator

from drift.model.canonical import Document
from drift.model.records import CPU_LEVEL, LIMIT, NEEDS_CPU, STALE, Kind, Record, RecordSet, record
from drift.model.running import LEVELS, Running
from drift.model.snapshot import Section

BY_CPU = "/glibc-hwcaps/"
"""Libraries below it are loaded by CPUs that can run them only (ld.so(8))."""


def processes(running: Running | None, libraries: Section | None) -> Section:
    """ABSENT where nothing runs, or no route can see it; `libraries` is the container's section of that kind."""
    if running is None:
        return Section.absent()
    return Section.ok(RecordSet.of(Kind.PROCESSES, _records(running, libraries)))


def _records(running: Running, libraries: Section | None) -> Iterator[Record]:
    for path, stale in running.stale.items():
        yield record(Kind.PROCESSES, f"{STALE}{path}", {"of": stale.of, "why": stale.why})
    for name, (soft, hard) in running.limits.items():
        yield record(Kind.PROCESSES, f"{LIMIT}{name}", {"value": {"soft": soft, "hard": hard}})
    if running.cpu_level:
        yield record(Kind.PROCESSES, CPU_LEVEL, {"value": running.cpu_level})
        yield from _asking_more(running.cpu_level, libraries)


def _asking_more(level: str, libraries: Section | None) -> Iterator[Record]:
    """Programs and libraries that say that they need a higher level of the instruction set."""
    higher = LEVELS[LEVELS.index(level) + 1 :]
    if not higher or libraries is None or libraries.set is None:
        return
    for one in libraries.set.records:
        needs = _isa(one)
        if needs in higher and BY_CPU not in one.key:
            yield record(Kind.PROCESSES, f"{NEEDS_CPU}{one.key}", {"needs": needs, "has": level})


def _isa(one: Record) -> str:
    if '"isa":' not in one.content:  # of most: it spares reading them
        return ""
    content: Document = json.loads(one.content)
    return str(content.get("isa", ""))
