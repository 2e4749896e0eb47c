"""How often: lengths of time that divide the hour or the day, since both systemd and cron count from the full hour."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Self

from drift.errors import ScheduleError
from drift.policy.durations import duration, spoken, written

DAY = 24 * 60


@dataclass(frozen=True, slots=True)
class Every:
    minutes: int

    @classmethod
    def parse(cls, text: str) -> Self:
        """From 15m, 15min, 1h or 1d. ScheduleError for what does not divide the hour or the day."""
        try:
            seconds = int(duration(text.removesuffix("in") if text.endswith("min") else text).total_seconds())
        except ValueError as error:
            raise ScheduleError(f"--every {text!r} is no length of time", remedy="write 15m, 1h or 1d") from error
        minutes, rest = divmod(seconds, 60)
        if (
            rest
            or not minutes
            or minutes > DAY
            or (60 if minutes < 60 else DAY) % minutes
            or (minutes > 60 and minutes % 60)
        ):
            raise ScheduleError(
                f"--every {text!r} divides neither the hour nor the day",
                remedy="write 1m, 2m, 3m, 4m, 5m, 6m, 10m, 12m, 15m, 20m, 30m, 1h, 2h, 3h, 4h, 6h, 8h, 12h or 1d",
            )
        return cls(minutes)

    @property
    def length(self) -> timedelta:
        return timedelta(minutes=self.minutes)

    @property
    def spoken(self) -> str:
        """As in "every 15 minutes", "every hour"."""
        return spoken(self.length).removeprefix("1 ")

    @property
    def written(self) -> str:
        """As --every takes it."""
        return written(self.length)

    @property
    def calendar(self) -> str:
        """As OnCalendar= has it (systemd.time(7))."""
        if self.minutes < 60:
            return f"*:0/{self.minutes}"
        return "daily" if self.minutes == DAY else f"0/{self.minutes // 60}:00"

    @property
    def fields(self) -> str:
        """The five of crontab(5)."""
        if self.minutes < 60:
            return "* * * * *" if self.minutes == 1 else f"*/{self.minutes} * * * *"
        hours = self.minutes // 60
        return "0 0 * * *" if self.minutes == DAY else "0 * * * *" if hours == 1 else f"0 */{hours} * * *"

    def next_after(self, now: datetime) -> datetime:
        """By the machine's own clock and zone, as both count."""
        local = now.astimezone().replace(second=0, microsecond=0)
        passed = (local.hour * 60 + local.minute) % self.minutes
        return local + timedelta(minutes=self.minutes - passed)
