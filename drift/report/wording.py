"""Numbers, ages and lists as people write them."""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta

from drift.model.findings import Severity

WORST_FIRST = tuple(sorted(Severity, reverse=True))


def count(number: int, noun: str, plural: str = "") -> str:
    """As in "1 finding", "1,204 findings"."""
    return f"{number:,} {noun if number == 1 else plural or noun + 's'}"


def age(passed: timedelta) -> str:
    """As in "less than a minute", "4 min", "26 h", "3 days": the largest unit that still says enough. Never negative."""
    minutes = max(0, int(passed.total_seconds() // 60))
    if minutes < 1:
        return "less than a minute"
    if minutes < 120:
        return f"{minutes} min"
    if minutes < 48 * 60:
        return f"{minutes // 60} h"
    return count(minutes // (24 * 60), "day")


def moment(at: datetime) -> str:
    """RFC 3339 in UTC, whole seconds: 2026-11-24T08:01:00Z."""
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def minute(at: datetime) -> str:
    """As in "2026-11-24 09:30 UTC"."""
    return f"{moment(at)[:16].replace('T', ' ')} UTC"


def listed(names: Sequence[str], at_most: int = 3) -> str:
    """As in "a, b, c and 4 more"."""
    shown = ", ".join(names[:at_most])
    rest = len(names) - at_most
    return f"{shown} and {rest:,} more" if rest > 0 else shown


def severities(counts: Mapping[str, int]) -> str:
    """As in "1 critical, 6 high": only what there is; "" for nothing."""
    return ", ".join(f"{counts[str(one)]:,} {one}" for one in WORST_FIRST if counts.get(str(one)))


def size(number: int) -> str:
    """Bytes in the largest binary unit that divides them well: 536870912 is "512 MiB", 1204 is "1,204 bytes"."""
    for unit, factor in (("GiB", 2**30), ("MiB", 2**20), ("KiB", 2**10)):
        if number >= factor and number % factor == 0:
            return f"{number // factor:,} {unit}"
    return count(number, "byte")


def roughly(number: int) -> str:
    """Bytes as a person grasps them: "512 bytes", "1.2 KiB", "340 MiB"."""
    value, unit = float(number), "bytes"
    for larger in ("KiB", "MiB", "GiB"):
        if abs(value) < 1024:
            break
        value, unit = value / 1024, larger
    if unit == "bytes":
        return count(number, "byte")
    return f"{value:,.1f} {unit}" if abs(value) < 100 else f"{value:,.0f} {unit}"


def growth(number: int) -> str:
    """Bytes that came or went: "+1.2 KiB", "−512 bytes", "same size"."""
    if number == 0:
        return "same size"
    return f"{'+' if number > 0 else '−'}{roughly(abs(number))}"


def tag_of(reference: str) -> str:
    """What tells images of one name apart: the tag, else the first digits of the digest, else the name itself."""
    name, at, digest = reference.partition("@")
    last = name.rsplit("/", 1)[-1]
    _, colon, tag = last.partition(":")
    if colon:
        return tag
    return digest.removeprefix("sha256:")[:12] if at else last
