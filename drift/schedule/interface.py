"""What a scheduler is: it can say what it would write, write it, say what is there, and take it away. Never what is not ours."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from drift.schedule.every import Every
from drift.schedule.plan import Plan

MARK = "made by drift schedule install"
"""In the first line of all that is ours."""
_EVERY = re.compile(re.escape(MARK) + r" --every (\S+); ")


def head(every: Every) -> str:
    return f"{MARK} --every {every.written}; drift schedule remove takes it away"


def every_in(text: str) -> Every | None:
    """From the first line; None where it is not ours."""
    found = _EVERY.search(text.partition("\n")[0])
    return Every.parse(found[1]) if found else None


@dataclass(frozen=True, slots=True)
class Scheduled:
    """What is there, or would be."""

    by: str
    """systemd or cron."""
    every: Every
    files: Mapping[str, str]
    """Where → what it says."""
    notes: Sequence[str] = ()
    """What is still to be done, or not as it should be: a line each."""


class Scheduler(Protocol):
    def would(self, plan: Plan) -> Scheduled:
        """ScheduleError for what it cannot hold."""
        ...

    def install(self, plan: Plan) -> Scheduled:
        """ScheduleError where something that is not ours is in its place, or it cannot be written or started."""
        ...

    def found(self) -> Scheduled | None:
        """What of ours is there."""
        ...

    def remove(self) -> Sequence[str]:
        """Where something of ours was."""
        ...
