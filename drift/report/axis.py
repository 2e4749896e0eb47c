"""The axis of a timeline: a stretch of time, where a moment lies on it, and which moments are written below it."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

LONGEST = timedelta(days=90)
"""What is older is not drawn."""

_UNITS = (
    timedelta(minutes=1),
    timedelta(minutes=5),
    timedelta(minutes=15),
    timedelta(hours=1),
    timedelta(hours=3),
    timedelta(hours=6),
    timedelta(days=1),
)
_STEPS = (*_UNITS[:4], timedelta(hours=2), *_UNITS[4:], *(timedelta(days=n) for n in (2, 4, 7, 14, 28)))
_TICKS = 6
"""At most: as many dates as a phone has room for."""
_PARTS = 24
"""An axis begins and ends at a whole unit, of which it has at least so many: so a page that says nothing new stays the same for a while."""
_MONDAY = datetime(2001, 1, 1, tzinfo=UTC)
"""All units, steps and weeks are counted from here."""


@dataclass(frozen=True, slots=True)
class Tick:
    x: float
    """Percent of the width."""
    text: str
    """ "12 Nov", or "09:00" between midnights."""
    anchor: str
    """As in SVG's text-anchor: start, middle or end."""


@dataclass(frozen=True, slots=True)
class Axis:
    since: datetime
    until: datetime
    unit: timedelta

    @classmethod
    def over(cls, first: datetime, last: datetime) -> "Axis":
        """From the first moment, or 90 days before the last one, to behind the last one, both at a whole unit."""
        first = max(first, last - LONGEST)
        fitting = [unit for unit in _UNITS if unit * _PARTS <= last - first]
        unit = max(fitting, default=_UNITS[0])
        since = _floor(first, unit)
        return cls(since, _floor(last, unit) + unit, unit)

    def x(self, at: datetime) -> float:
        """Percent of the width, within it."""
        share = (at - self.since) / (self.until - self.since)
        return round(100 * min(max(share, 0.0), 1.0), 2)

    @property
    def ticks(self) -> tuple[Tick, ...]:
        return tuple(self._ticks())

    def _ticks(self) -> Iterator[Tick]:
        step = next((one for one in _STEPS if one * _TICKS >= self.until - self.since), _STEPS[-1])
        at = _floor(self.since, step)
        while at <= self.until:
            if at >= self.since:
                x = self.x(at)
                text = f"{at.day} {at:%b}" if at.hour == at.minute == 0 else f"{at:%H:%M}"
                yield Tick(x, text, "start" if x < 6 else "end" if x > 94 else "middle")
            at += step


def _floor(at: datetime, unit: timedelta) -> datetime:
    return at - (at - _MONDAY) % unit
