"""Where and when a finding was seen, in the words of the page."""

from collections.abc import Iterator
from datetime import datetime
from typing import NamedTuple

from drift.render.page.limits import INSTANCES
from drift.report.parts import Numbered
from drift.report.wording import age, listed


class Seen(NamedTuple):
    """Words, a moment, words; there is not always a moment."""

    text: str
    at: datetime | None = None
    more: str = ""


def seen(one: Numbered, now: datetime) -> Iterator[Seen]:
    if one.finding.instances:
        yield Seen(f"Seen in {listed(one.finding.instances, INSTANCES)}")
    if one.first_seen:
        yield Seen("known since" if one.known else "since", one.first_seen, f", {age(now - one.first_seen)} ago")
    if one.last_seen and one.last_seen != one.first_seen:
        yield Seen("last found", one.last_seen)
