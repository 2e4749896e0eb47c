"""Lengths of time as the policy writes them: 90s, 10m, 24h, 7d, 1h30m."""

import re
from datetime import timedelta

UNITS = {"d": 86_400, "h": 3_600, "m": 60, "s": 1}
_WHOLE = re.compile(r"(?:([0-9]{1,6})d)?(?:([0-9]{1,6})h)?(?:([0-9]{1,6})m)?(?:([0-9]{1,6})s)?")


def duration(text: str) -> timedelta:
    """From "24h" or "1h30m". ValueError for anything else, and for no time at all."""
    found = _WHOLE.fullmatch(text)
    seconds = (
        sum(int(number or 0) * unit for number, unit in zip(found.groups(), UNITS.values(), strict=True))
        if found
        else 0
    )
    if not seconds:
        raise ValueError(f"{text!r} is no length of time")
    return timedelta(seconds=seconds)


def spoken(length: timedelta) -> str:
    """In its largest unit, whole: "3 days", "24 hours", "10 minutes"."""
    seconds = int(length.total_seconds())
    for unit, name in ((86_400, "day"), (3_600, "hour"), (60, "minute")):
        if seconds >= 2 * unit or seconds == unit:
            return _plural(seconds // unit, name)
    return _plural(seconds, "second")


def written(length: timedelta) -> str:
    """As drift.toml has it, in the largest unit that divides it: the inverse of `duration`."""
    seconds = int(length.total_seconds())
    unit = next(name for name, size in UNITS.items() if seconds % size == 0)
    return f"{seconds // UNITS[unit]}{unit}"


def _plural(number: int, noun: str) -> str:
    return f"{number:,} {noun}" + ("s" if number != 1 else "")
