"""How many findings there were over time, by severity: as stacked steps, as rows of a table, and in one sentence."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import pairwise

from drift.model.findings import Severity
from drift.model.past import Episode
from drift.report.axis import Axis
from drift.report.wording import WORST_FIRST, count, minute, severities

HEIGHT = 120
"""Of the drawing, in CSS pixels."""
LEAST = 2
"""Pixels: one critical finding is seen beside a thousand low ones."""
GAP = 1
"""Pixels of ground between two severities."""
STEPS = 120
"""Drawn; where more changed, each shows the moment with the most findings."""
ROWS = 16
"""Of the table."""
ROOM = 15
"""Pixels that a shape needs within a band, and..."""
WIDE = 4
"""... percent of the width."""


@dataclass(frozen=True, slots=True)
class Band:
    """The findings of one severity during one step."""

    severity: Severity
    number: int
    y: float
    height: float


@dataclass(frozen=True, slots=True)
class Step:
    """A time in which the numbers stayed the same."""

    since: datetime
    x: float
    width: float
    counts: Mapping[str, int]
    bands: tuple[Band, ...]
    """From the ground up, the worst first."""
    name: str
    """What it shows, in words."""

    @property
    def total(self) -> int:
        return sum(self.counts.values())


@dataclass(frozen=True, slots=True)
class Sign:
    """A severity's shape within its band, where that is largest."""

    severity: Severity
    x: float
    y: float


@dataclass(frozen=True, slots=True)
class Trend:
    steps: tuple[Step, ...]
    signs: tuple[Sign, ...]
    top: int
    """How many findings the drawing is high."""
    height: int
    now: Mapping[str, int]
    """Severity name → number, all five, the worst first."""
    rows: tuple[Step, ...]
    """For a table, the newest first."""
    summary: str


@dataclass(frozen=True, slots=True)
class _Span:
    since: datetime
    until: datetime
    counts: Counter[Severity]


def trend(episodes: Iterable[Episode], axis: Axis) -> Trend:
    exact = _spans(episodes, axis)
    drawn = exact if len(exact) <= STEPS else _thinned(exact, axis)
    top = _round(max(one.counts.total() for one in exact))
    steps = tuple(_step(one, axis, top) for one in drawn)
    return Trend(
        steps=steps,
        signs=tuple(sign for severity in WORST_FIRST for sign in _sign(steps, severity)),
        top=top,
        height=HEIGHT,
        now=_counts(exact[-1]),
        rows=tuple(_step(exact[place], axis, top) for place in reversed(_even(len(exact), ROWS))),
        summary=_summary(exact),
    )


def _spans(episodes: Iterable[Episode], axis: Axis) -> Sequence[_Span]:
    """One after the other, each with other numbers than the one before."""
    changes: dict[datetime, Counter[Severity]] = {axis.since: Counter(), axis.until: Counter()}
    for one in episodes:
        since, until = max(one.since, axis.since), min(one.until or axis.until, axis.until)
        if since < until:
            changes.setdefault(since, Counter())[one.severity] += 1
            changes.setdefault(until, Counter())[one.severity] -= 1
    spans: list[_Span] = []
    now: Counter[Severity] = Counter()
    for since, until in pairwise(sorted(changes)):
        now = Counter({severity: now[severity] + changes[since][severity] for severity in Severity})
        if spans and spans[-1].counts == now:
            spans[-1] = _Span(spans[-1].since, until, now)
        else:
            spans.append(_Span(since, until, now))
    return spans


def _thinned(spans: Sequence[_Span], axis: Axis) -> Sequence[_Span]:
    """As many as can be seen side by side, of one width."""
    width = (axis.until - axis.since) / STEPS
    fullest: dict[int, Counter[Severity]] = {}
    for one in spans:
        first, end = int((one.since - axis.since) / width), (one.until - axis.since) / width
        for place in range(first, min(STEPS, int(end) + (end % 1 > 0))):
            if place not in fullest or one.counts.total() > fullest[place].total():
                fullest[place] = one.counts
    return [
        _Span(axis.since + width * place, axis.since + width * (place + 1), fullest[place]) for place in sorted(fullest)
    ]


def _step(span: _Span, axis: Axis, top: int) -> Step:
    counts = _counts(span)
    x = axis.x(span.since)
    told = severities(counts) or "none"
    return Step(
        since=span.since,
        x=x,
        width=round(axis.x(span.until) - x, 2),
        counts=counts,
        bands=tuple(_bands(span.counts, top)),
        name=f"from {minute(span.since)} to {minute(span.until)}: {told}",
    )


def _counts(span: _Span) -> Mapping[str, int]:
    return {str(severity): span.counts[severity] for severity in WORST_FIRST}


def _bands(counts: Counter[Severity], top: int) -> Iterable[Band]:
    heights = {one: max(counts[one] * HEIGHT / top, LEAST) for one in WORST_FIRST if counts[one]}
    if heights:
        largest = max(heights, key=heights.__getitem__)
        heights[largest] -= max(sum(heights.values()) - HEIGHT, 0)
    y = float(HEIGHT)
    for severity, height in heights.items():
        y -= height
        yield Band(severity, counts[severity], round(y, 2), round(height - (GAP if height > LEAST else 0), 2))


def _sign(steps: Sequence[Step], severity: Severity) -> Iterable[Sign]:
    places = [
        (step.width * band.height, step.x + step.width / 2, band.y + band.height / 2)
        for step in steps
        for band in step.bands
        if band.severity is severity and band.height >= ROOM and step.width >= WIDE
    ]
    if places:
        _, x, y = max(places)
        yield Sign(severity, round(x, 2), round(y, 2))


def _round(number: int) -> int:
    """The next of 1, 2, 5, 10, 20, 50 …"""
    factor = 1
    while True:
        for digit in (1, 2, 5):
            if digit * factor >= number:
                return digit * factor
        factor *= 10


def _even(length: int, most: int) -> Sequence[int]:
    """At most so many places of a sequence, evenly spread, the first and the last among them."""
    if length <= most:
        return range(length)
    return sorted({round(place * (length - 1) / (most - 1)) for place in range(most)})


def _summary(spans: Sequence[_Span]) -> str:
    now, most = spans[-1], max(spans, key=lambda one: one.counts.total())
    told = severities(_counts(now))
    sentence = f"{count(now.counts.total(), 'finding')} now{f' ({told})' if told else ''}"
    if most.counts.total() > now.counts.total():
        sentence += f"; the most were {most.counts.total():,}, from {minute(most.since)} on"
    return f"{sentence}."
