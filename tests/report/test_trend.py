"""Findings by severity over time: exact where there is room, the fullest moments where there is not."""

from drift.model.findings import Severity
from drift.report.axis import Axis
from drift.report.trend import HEIGHT, LEAST, ROWS, STEPS, Trend, trend
from tests.render.past import days, gone
from tests.render.shop import NOW

AXIS = Axis.over(NOW - days(30), NOW)


def of(*episodes: tuple[float, float | None, Severity]) -> Trend:
    return trend([gone(f"/{n}", since, until, severity) for n, (since, until, severity) in enumerate(episodes)], AXIS)


HIGH, LOW = Severity.HIGH, Severity.LOW


def test_a_step_is_a_time_in_which_the_numbers_stayed_the_same():
    made = of((20, None, HIGH), (10, 5, LOW), (10, 5, LOW))
    assert [(one.counts["high"], one.counts["low"]) for one in made.steps] == [(0, 0), (1, 0), (1, 2), (1, 0)]
    assert [one.since for one in made.steps[1:]] == [NOW - days(20), NOW - days(10), NOW - days(5)]
    assert round(sum(one.width for one in made.steps)) == 100


def test_one_that_goes_while_another_comes_changes_nothing():
    assert len(of((20, 10, HIGH), (10, None, HIGH)).steps) == 2


def test_the_worst_stand_on_the_ground():
    bands = of((20, None, LOW), (20, None, HIGH)).steps[-1].bands
    assert [one.severity for one in bands] == [HIGH, LOW]
    assert bands[0].y > bands[1].y
    assert bands[0].y + bands[0].height <= HEIGHT


def test_one_critical_finding_is_seen_beside_a_thousand_low_ones():
    bands = of((20, None, Severity.CRITICAL), *[(20, None, LOW)] * 1_000).steps[-1].bands
    assert bands[0].height == LEAST
    assert sum(one.height for one in bands) <= HEIGHT


def test_the_scale_ends_at_a_round_number():
    assert [of(*[(20, None, LOW)] * number).top for number in (0, 1, 3, 7, 11, 49, 51)] == [1, 1, 5, 10, 20, 50, 100]


def test_it_says_how_many_there_are_and_when_there_were_most():
    assert of((20, None, HIGH)).summary == "1 finding now (1 high)."
    assert of().summary == "0 findings now."
    said = of((20, None, HIGH), (10, 5, LOW)).summary
    assert said == "1 finding now (1 high); the most were 2, from 2026-11-14 09:30 UTC on."


def test_of_many_changes_the_fullest_moments_are_drawn_and_now_is_exact():
    many = [(29 - n / 20, 28.99 - n / 20, LOW) for n in range(500)]
    made = of(*many, (20, 19.999, Severity.CRITICAL), *[(0.001, None, HIGH)] * 3)
    assert len(made.steps) == STEPS
    assert made.now == {"critical": 0, "high": 3, "medium": 0, "low": 0, "info": 0}
    assert len(made.rows) == ROWS
    assert made.rows[0].counts == made.now


def test_a_shape_stands_where_its_severity_has_room():
    made = of((20, None, HIGH), (20, None, LOW))
    assert {one.severity for one in made.signs} == {HIGH, LOW}
    assert of((20, None, HIGH), *[(20, None, LOW)] * 400).signs[0].severity is LOW


def test_each_step_says_its_time_and_numbers():
    step = of((20, None, HIGH), (10, 5, LOW)).steps[2]
    assert step.name == "from 2026-11-14 09:30 UTC to 2026-11-19 09:30 UTC: 1 high, 1 low"
