import shutil
import subprocess
from datetime import UTC, datetime

import pytest

from drift.errors import ScheduleError
from drift.schedule import Every

ALL = [
    "1m",
    "2m",
    "3m",
    "4m",
    "5m",
    "6m",
    "10m",
    "12m",
    "15m",
    "20m",
    "30m",
    "1h",
    "2h",
    "3h",
    "4h",
    "6h",
    "8h",
    "12h",
    "1d",
]


@pytest.mark.parametrize(
    ("text", "minutes"), [("15m", 15), ("15min", 15), ("60m", 60), ("90s", 0), ("24h", 1440), ("1h", 60), ("120s", 2)]
)
def test_a_length_that_divides_the_hour_or_the_day_is_taken(text, minutes):
    if minutes:
        assert Every.parse(text).minutes == minutes
    else:
        with pytest.raises(ScheduleError):
            Every.parse(text)


@pytest.mark.parametrize("text", ["7m", "45m", "90m", "5h", "2d", "0m", "30s"])
def test_any_other_is_refused_with_those_that_there_are(text):
    with pytest.raises(ScheduleError, match=r"; write 1"):
        Every.parse(text)


@pytest.mark.parametrize("text", ["", "often", "-5m", "1 h", "m", "in"])
def test_what_is_no_length_of_time_is_refused(text):
    with pytest.raises(ScheduleError, match="is no length of time; write 15m, 1h or 1d"):
        Every.parse(text)


@pytest.mark.parametrize("text", ALL)
def test_what_it_says_is_read_again(text):
    assert Every.parse(Every.parse(text).written) == Every.parse(text)


@pytest.mark.parametrize("text", ALL)
@pytest.mark.skipif(not shutil.which("systemd-analyze"), reason="there is no systemd-analyze")
def test_systemd_counts_as_we_do(text, monkeypatch):
    now = datetime.now(UTC)
    words = ("systemd-analyze", "calendar", f"--base-time={now:%Y-%m-%d %H:%M:%S} UTC", Every.parse(text).calendar)
    said = subprocess.run(words, capture_output=True, text=True, check=True, env={"TZ": "UTC", "LC_ALL": "C"}).stdout
    (following,) = [line.partition("elapse: ")[2] for line in said.splitlines() if "Next elapse" in line]
    expected = Every.parse(text).next_after(now).astimezone(UTC)
    assert following == f"{expected:%a %Y-%m-%d %H:%M:%S} UTC"


def field(text: str, value: int) -> bool:
    step = text.partition("/")[2]
    return value % int(step) == 0 if step else text == "*" or value == int(text)


@pytest.mark.parametrize("text", ALL)
def test_cron_starts_it_as_often(text):
    every = Every.parse(text)
    minute, hour, *days = every.fields.split()
    starts = [at for at in range(24 * 60) if field(minute, at % 60) and field(hour, at // 60)]
    assert starts == list(range(0, 24 * 60, every.minutes))
    assert days == ["*"] * 3
