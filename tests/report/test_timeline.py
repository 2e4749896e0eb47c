"""The timeline as a report has it: what is drawn where, what is said of it, and what is left out."""

from dataclasses import replace
from datetime import timedelta

import pytest

from drift.model.findings import Severity
from drift.model.past import Past
from drift.model.snapshot import ServiceName
from drift.report.axis import Axis
from drift.report.timeline import DRIFTS, Drift, Lane, Timeline, timeline
from tests.render.builders import calm, shop
from tests.render.past import crowd_with_past, days, episode, gone, past, shop_seen_once
from tests.render.shop import FINDINGS, NOW, observation, state

HOUR = timedelta(hours=1)


def drawn(before: Past | None = None, service: str | None = None) -> Timeline:
    made = timeline(before or past(), shop().findings, state(), {}, service)
    assert made
    return made


def lane(made: Timeline, service: str, environment: str) -> Lane:
    return next(one for one in made.lanes if (one.service, one.environment) == (service, environment))


def drift(made: Timeline, title: str) -> Drift:
    return next(one for each in made.lanes for one in each.drifts if title in one.title)


def test_a_moment_lies_where_its_share_of_the_time_is():
    axis = Axis.over(NOW - days(40), NOW)
    assert (axis.unit, axis.since.hour, axis.until.hour) == (timedelta(days=1), 0, 0)
    assert axis.x(axis.since) == 0
    assert axis.x(axis.until) == 100
    assert axis.x(axis.since + (axis.until - axis.since) / 4) == 25
    assert axis.x(NOW - days(400)) == 0


@pytest.mark.parametrize(
    ("span", "unit"),
    [(0, 1 / 60), (0.1, 1 / 60), (2, 5 / 60), (24, 1), (24 * 5, 3), (24 * 30, 24), (24 * 900, 24)],
)
def test_an_axis_begins_and_ends_at_whole_units_of_its_length(span, unit):
    axis = Axis.over(NOW - HOUR * span, NOW)
    assert axis.unit == HOUR * unit
    assert NOW < axis.until <= NOW + axis.unit
    assert axis.until - axis.since <= timedelta(days=92)


@pytest.mark.parametrize("hours", [0.2, 1, 5, 24, 24 * 3, 24 * 8, 24 * 31, 24 * 90])
def test_an_axis_has_as_many_dates_as_a_phone_has_room_for(hours):
    ticks = Axis.over(NOW - HOUR * hours, NOW).ticks
    assert 2 <= len(ticks) <= 7
    assert [one.x for one in ticks] == sorted({one.x for one in ticks})


def test_the_same_hour_gives_the_same_axis():
    first = NOW - days(1.5)
    assert Axis.over(first, NOW) == Axis.over(first, NOW + timedelta(minutes=20))


def test_a_finding_lies_from_where_it_came_to_where_it_went():
    one = drift(drawn(), "/app/settings.py")
    (stretch,) = one.stretches
    axis = Axis.over(NOW - days(22), NOW)
    assert (stretch.x, stretch.end) == (axis.x(NOW - days(21)), axis.x(NOW - days(12.5)))
    assert (one.since, one.until, one.lasted) == (NOW - days(21), NOW - days(12.5), "8 days")
    assert stretch.name == "high, since 2026-11-03 09:30 UTC, until 2026-11-11 21:30 UTC (8 days)"


def test_what_stands_lasts_until_the_end_and_leads_to_its_finding():
    finding = shop().findings[2]
    one = drift(drawn(), finding.finding.title)
    assert (one.until, one.number, one.anchor) == (None, finding.number, finding.anchor)
    assert one.stretches[-1].x + one.stretches[-1].width == 100
    assert not one.stretches[-1].unread


def test_a_finding_that_became_worse_is_one_row_of_two_stretches():
    one = drift(drawn(), FINDINGS[0].title)
    assert [stretch.severity for stretch in one.stretches] == [Severity.MEDIUM, FINDINGS[0].severity]
    assert (one.times, one.since) == (1, NOW - days(9))


def test_a_finding_that_came_back_says_how_often_it_came():
    one = drift(drawn(), "cache.conf")
    assert (one.times, len(one.stretches)) == (3, 3)
    assert one.until == NOW - days(5.8)


def test_a_moment_is_wide_enough_to_be_seen():
    (stretch,) = drift(drawn(Past((gone("/a", 0, 0), episode(1, 80)))), "/a").stretches
    assert stretch.width > 0
    assert stretch.x + stretch.width <= 100


def test_what_was_not_read_lately_is_known_until_it_was_read():
    old = tuple(
        replace(one, at=NOW - days(5)) if one.environment == "integration" else one for one in state().observations
    )
    made = timeline(past(), shop().findings, replace(state(), observations=old), {})
    assert made
    (stretch,) = lane(made, "api", "integration").drifts[0].stretches
    assert stretch.unread
    assert stretch.end == Axis.over(NOW - days(22), NOW).x(NOW - days(5))


def test_lanes_come_by_service_in_the_order_of_the_environments():
    places = [(one.service, one.environment) for one in drawn().lanes]
    assert places == sorted(places, key=lambda one: (one[0], state().environments.index(one[1])))
    assert lane(drawn(), "web", "production").told == "2 there, 2 gone, 2 rollouts"


def test_replicas_that_were_rolled_out_together_are_one_mark():
    marks = lane(drawn(), "web", "production").rollouts
    assert [one.type for one in marks] == ["rollout", "rollout"]
    assert marks[0].name == ("web in production: 1.4.1 rolled out, 2026-11-12 09:30 UTC (shop-web-1, shop-web-2)")
    assert [one.type for one in lane(drawn(), "api", "production").rollouts] == ["recreated", "recreated"]


def test_a_lane_without_findings_is_there_for_its_rollouts():
    quiet = replace(past(), episodes=())
    made = timeline(quiet, (), state(), {})
    assert made
    assert [(one.service, one.drifts) for one in made.lanes] == [("api", ()), ("web", ())]
    assert made.summary == "0 findings there, 2 rollouts"


def test_a_rollout_is_under_the_name_that_its_service_has_in_findings():
    made = timeline(past(), shop().findings, state(), {("production", ServiceName("", "web")): "front"})
    assert made
    assert len(lane(made, "front", "production").rollouts) == 2


def test_what_the_policy_hides_now_ends_now():
    made = timeline(past(), (), state(), {})
    assert made
    assert all(one.until for each in made.lanes for one in each.drifts)
    assert sum(made.trend.now.values()) == 0


def test_a_finding_that_the_store_has_not_heard_of_is_there_since_it_was_seen_first():
    made = drawn(replace(past(), episodes=()))
    first = min(one.first_seen for one in shop().findings if one.first_seen)
    assert min(one.since for each in made.lanes for one in each.drifts) == first


def test_after_the_first_scan_nothing_is_drawn():
    made = shop_seen_once().timeline
    assert made
    assert made.first_scan
    assert not drawn().first_scan


def test_without_any_scan_there_is_no_timeline():
    assert timeline(Past(), (), replace(state(), observations=()), {}) is None
    assert calm().timeline is None


def test_the_most_important_are_drawn_and_the_rest_is_summed():
    made = crowd_with_past(60).timeline
    assert made
    shown = [one for each in made.lanes for one in each.drifts]
    assert len(shown) == DRIFTS
    assert min(one.severity for one in shown) >= Severity.LOW
    assert all(one.until is None for one in shown)
    assert made.rest.startswith("140 findings more (")
    assert "20 of them there" in made.rest


def test_a_timeline_of_one_service_has_the_same_axis():
    whole, one = drawn(), drawn(service="web")
    assert {each.service for each in one.lanes} == {"web"}
    assert (one.since, one.until, one.ticks) == (whole.since, whole.until, whole.ticks)


def test_a_rollout_of_two_replicas_that_appear_together_is_none():
    turns = tuple(observation("web", "production", f"web-{n}", at=NOW - days(3)) for n in (1, 2))
    assert drawn(Past((), turns)).summary == "12 findings there"


def test_what_belongs_to_environments_that_are_not_judged_is_left_out():
    """Of them nobody knows here whether something stands: a finding between two environments needs both."""
    one = replace(state(), environments=("production",), partial=True)
    made = timeline(past(), (), one, {})
    assert made
    assert {each.environment for each in made.lanes} == {"production"}
    between = drift(drawn(), "PAYMENT_TIMEOUT_MS")
    assert between.title not in {one.title for each in made.lanes for one in each.drifts}
    assert "web in production" in lane(made, "web", "production").rollouts[0].name
