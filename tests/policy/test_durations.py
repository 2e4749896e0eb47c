from datetime import timedelta

import pytest

from drift.policy.durations import duration, spoken


@pytest.mark.parametrize(
    ("text", "seconds"),
    [("90s", 90), ("10m", 600), ("24h", 86_400), ("7d", 604_800), ("1h30m", 5_400), ("1d1h1m1s", 90_061)],
)
def test_a_duration_is_a_sum_of_units(text, seconds):
    assert duration(text) == timedelta(seconds=seconds)


@pytest.mark.parametrize(
    "text", ["", "0m", "24", "h", "1w", "1m1h", " 1h", "1h ", "-1h", "1.5h", "٣h", "9" * 100 + "d"]
)
def test_anything_else_is_none(text):
    with pytest.raises(ValueError, match="is no length of time"):
        duration(text)


@pytest.mark.parametrize(
    ("seconds", "text"),
    [
        (1, "1 second"),
        (59, "59 seconds"),
        (60, "1 minute"),
        (61, "61 seconds"),
        (3_600, "1 hour"),
        (86_400, "1 day"),
        (90_000, "25 hours"),
        (200_000, "2 days"),
    ],
)
def test_a_length_of_time_is_said_in_its_largest_unit_that_is_not_misleading(seconds, text):
    assert spoken(timedelta(seconds=seconds)) == text
