from datetime import UTC, datetime, timedelta, timezone

import pytest

from drift.report.wording import age, count, listed, moment, severities, size, tag_of


def test_one_thing_is_singular_and_thousands_have_commas():
    assert count(1, "finding") == "1 finding"
    assert count(0, "finding") == "0 findings"
    assert count(1204, "entry", "entries") == "1,204 entries"


@pytest.mark.parametrize(
    ("passed", "words"),
    [
        (timedelta(seconds=-5), "less than a minute"),
        (timedelta(seconds=59), "less than a minute"),
        (timedelta(minutes=4, seconds=59), "4 min"),
        (timedelta(minutes=119), "119 min"),
        (timedelta(hours=2), "2 h"),
        (timedelta(hours=47), "47 h"),
        (timedelta(days=2), "2 days"),
        (timedelta(days=400), "400 days"),
    ],
)
def test_an_age_has_the_largest_unit_that_still_says_enough(passed, words):
    assert age(passed) == words


def test_a_moment_is_told_in_utc():
    at = datetime(2026, 11, 24, 1, 30, 59, 999, tzinfo=timezone(timedelta(hours=2)))
    assert moment(at) == "2026-11-23T23:30:59Z"
    assert moment(at.astimezone(UTC)) == moment(at)


def test_a_long_list_is_cut_and_counted():
    assert listed([]) == ""
    assert listed(["a", "b", "c"]) == "a, b, c"
    assert listed(["a", "b", "c", "d", "e"]) == "a, b, c and 2 more"


def test_only_severities_that_occur_are_named_the_worst_first():
    assert severities({"low": 2, "critical": 1, "info": 0}) == "1 critical, 2 low"
    assert severities({}) == ""


def test_bytes_are_told_in_the_unit_that_divides_them():
    assert [size(number) for number in (1, 1204, 65536, 536870912, 2**31)] == [
        "1 byte", "1,204 bytes", "64 KiB", "512 MiB", "2 GiB",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("reference", "tag"),
    [
        ("registry.example:5000/shop/web:1.4", "1.4"),
        ("registry.example:5000/shop/web", "web"),
        ("web@sha256:0123456789abcdef", "0123456789ab"),
        ("web:1.4@sha256:0123456789abcdef", "1.4"),
        ("", ""),
    ],
)
def test_images_of_one_name_are_told_apart_by_tag_else_by_digest(reference, tag):
    assert tag_of(reference) == tag
