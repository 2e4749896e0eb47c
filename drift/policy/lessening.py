"""Does an option give the failing side less than the working one? A limit lowered, a right taken, a host name gone."""

from collections.abc import Callable, Mapping
from enum import StrEnum
from typing import Any

from drift.model.canonical import Document
from drift.model.findings import Finding
from drift.model.records import LIMIT, Kind
from drift.policy.rules.limit_changed import LIMITS

SHM_SIZE = 64 << 20
"""Bytes: what a container has that asks for nothing."""
ENOUGH = 65_536
"""Of a ulimit: engines give at least this many open files where nothing is asked for (containerd's and dockerd's units)."""
_UNCONFINED = frozenset({"seccomp=unconfined", "apparmor=unconfined", "label=disable", "systempaths=unconfined"})


class Step(StrEnum):
    LESS = "less"
    MORE = "more"
    OTHER = "other"
    """Neither, or nobody can say."""


def step(finding: Finding) -> Step:
    """From the working side to the failing one."""
    match finding.kind:
        case Kind.RUNTIME:
            return _of_option(finding.key, _value(finding.before), _value(finding.after))
        case Kind.PROCESSES if finding.key.startswith(LIMIT):
            return _numbers(_number(_value(finding.before)), _number(_value(finding.after)))
        case Kind.MOUNTS:
            return _of_mount(finding.before, finding.after)
        case _:
            return Step.OTHER


def _value(side: Document | None) -> Any:
    return (side or {}).get("value")


def _of_option(key: str, before: Any, after: Any) -> Step:
    if key in _BY_KEY:
        return _BY_KEY[key](before, after)
    if key.startswith(LIMITS):
        return _numbers(before, after)
    return _sets(_set(before), _set(after))


def _taken(before: Any, after: Any) -> Step:
    """What is on this list the container does not have."""
    return _sets(_set(after), _set(before))


def _confining(before: Any, after: Any) -> Step:
    return _sets(_confined(after), _confined(before))


def _restricts(_before: Any, after: Any) -> Step:
    return Step.LESS if after else Step.MORE


def _frees(_before: Any, after: Any) -> Step:
    return Step.MORE if after else Step.LESS


def _network(before: Any, after: Any) -> Step:
    return Step.LESS if after == "none" else Step.MORE if before == "none" else Step.OTHER


def _shared_memory(before: Any, after: Any) -> Step:
    return _numbers(before or SHM_SIZE, after or SHM_SIZE)


def _numbers(before: Any, after: Any) -> Step:
    """None is no limit."""
    one, other = (value if isinstance(value, int) else None for value in (before, after))
    if one == other:
        return Step.OTHER
    return Step.LESS if one is None or (other is not None and other < one) else Step.MORE


def _number(value: Any) -> int | None:
    """Of a soft limit as /proc/PID/limits says it: "1024", "unlimited", or with the hard one behind it."""
    first = str(value).replace(":", " ").split()[:1]
    return int(first[0]) if first and first[0].isdigit() else None


def _ulimits(before: Any, after: Any) -> Step:
    """One that a side does not have is what the engine gives."""
    one, other = _soft(before), _soft(after)
    steps = {_numbers(one.get(name, ENOUGH), other.get(name, ENOUGH)) for name in one.keys() | other.keys()}
    return Step.LESS if Step.LESS in steps else Step.MORE if Step.MORE in steps else Step.OTHER


def _soft(value: Any) -> dict[str, int | None]:
    """Name → soft limit, of ["nofile=1024:2048"]."""
    pairs = (str(one).partition("=") for one in value or ())
    return {name: _number(limit) for name, _, limit in pairs}


def _confined(value: Any) -> set[str]:
    """All that confines: what takes a confinement off counts as one less."""
    options = _set(value)
    return {f"no {one}" for one in _UNCONFINED - options} | (options - _UNCONFINED)


def _set(value: Any) -> set[str]:
    if isinstance(value, dict):
        return {f"{name}={one}" for name, one in value.items()}
    return {str(one) for one in value} if isinstance(value, list) else set()


def _sets(before: set[str], after: set[str]) -> Step:
    if before > after:
        return Step.LESS
    return Step.MORE if before < after else Step.OTHER


def _of_mount(before: Document | None, after: Document | None) -> Step:
    if before is None or after is None:
        return Step.LESS if after is None else Step.OTHER
    if before.get("rw") != after.get("rw"):
        return Step.MORE if after.get("rw") else Step.LESS
    return Step.OTHER


_BY_KEY: Mapping[str, Callable[[Any, Any], Step]] = {
    "read_only": _restricts,
    "privileged": _frees,
    "oom_kill_disable": _frees,
    "cap_drop": _taken,
    "storage_opt": _taken,
    "security_opt": _confining,
    "network_mode": _network,
    "shm_size": _shared_memory,
    "ulimits": _ulimits,
    "memory_swap": _numbers,
}
