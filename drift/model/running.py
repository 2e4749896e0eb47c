"""What runs in a container, as only its engine's host can say it: no process IDs and no times, so that two quiet looks are equal."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

LEVELS = ("x86-64", "x86-64-v2", "x86-64-v3", "x86-64-v4")
"""Of the instruction set, lowest first (x86-64 psABI, "Microarchitecture Levels")."""


class Stale(NamedTuple):
    """What runs or is mounted, and is no longer what its path names."""

    of: str
    """executable | library | mount"""
    why: str
    """deleted: nothing has the path now | replaced: another file has it | unlinked: one of the two | edited: it was written to since the start"""


@dataclass(frozen=True, slots=True)
class Running:
    stale: Mapping[str, Stale] = field(default_factory=dict)
    """By path with leading slash."""
    limits: Mapping[str, tuple[str, str]] = field(default_factory=dict)
    """Name as of `docker run --ulimit` → soft and hard limit of the first process: a number, or "unlimited"."""
    cpu_level: str = ""
    """One of LEVELS, "" on another machine."""
