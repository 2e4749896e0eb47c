"""What was not judged, each with its place and what to do about it."""

from dataclasses import replace

import pytest

from drift.model import coverage
from drift.model.findings import Hidden, Outcome, Severity
from drift.model.fleet import FleetState
from drift.model.records import Kind
from drift.model.settings import Environment, Settings
from drift.policy.verdict import judge, line_of
from drift.report import report, status_report
from drift.report.unjudged import Unjudged
from tests.render.builders import failure, frame, unread, verdict
from tests.render.shop import NOW, comparisons, finding, observation


def gaps(settings: Settings | None = None, *, failures=(), seen=(), environments=("production",)):
    state = FleetState(NOW, environments, tuple(seen), tuple(failures))
    compared = comparisons(seen)
    made = report(judge(compared, state, settings or Settings(), NOW), state, compared, frame())
    assert len(made.gaps) == len(made.unjudged)
    return made.gaps


def test_an_engine_that_did_not_answer_is_asked_of_the_doctor_and_scanned_again():
    (one, *_) = gaps(failures=[failure()], seen=[observation("web", "dev", "web-1")])
    assert (one.environment, one.service) == ("production", "")
    assert one.reason.endswith("did not answer within 10 s")
    assert one.commands == ("drift doctor -H ssh://production.example", "drift scan --env production")
    assert one.finding > 0


def test_a_container_that_could_not_be_read_is_scanned_again():
    web = observation("web", "production", "web-1")
    failed = failure(container_uid="1", container_name="web-1", service=web.service, reason="timed out")
    one = gaps(failures=[failed], seen=[web])[0]
    assert (one.service, one.environment, one.commands) == ("web", "production", ("drift scan --env production",))


def test_an_environment_that_was_never_scanned_is_scanned():
    settings = Settings(environments=(Environment("production"), Environment("it's new")))
    one = gaps(settings, seen=[observation("web", "production", "web-1")])[0]
    assert (one.environment, one.commands) == ("it's new", ("drift scan --env 'it'\"'\"'s new'",))


def test_what_a_route_cannot_see_is_read_by_verifying_where_the_policy_wants_all():
    seen = [observation("web", "production", "web-1")]
    assert gaps(Settings(strict_coverage=True), seen=seen)[0].commands == ("drift scan --verify --env production",)


def test_what_a_waiver_hides_is_there_all_the_same_and_leads_nowhere():
    hidden = finding(
        "snapshot-stale", Severity.MEDIUM, Kind.COVERAGE, coverage.AGE, title="production was read 30 h ago", service=""
    )
    judged = verdict((), outcome=Outcome.UNJUDGED, unjudged=(line_of(hidden),), hidden=(Hidden(hidden, "waiver 1"),))
    made = report(judged, FleetState(NOW, ("production",), (), ()), (), frame())
    (one,) = made.gaps
    assert (one.reason, one.finding, one.commands) == (hidden.title, 0, ("drift scan --env production",))


def test_nothing_to_judge_is_a_reason_without_a_place():
    judged = verdict((), outcome=Outcome.UNJUDGED, unjudged=("nothing to judge: no environment was scanned",))
    made = report(judged, FleetState(NOW, (), (), ()), (), frame())
    assert made.gaps == (Unjudged("", "", "nothing to judge: no environment was scanned"),)


@pytest.mark.parametrize("number", range(3))
def test_the_status_has_the_same_gaps_and_no_findings_to_lead_to(number):
    of_report, of_status = unread().gaps[number], status_report(unread()).gaps[number]
    assert of_status == replace(of_report, finding=0, anchor="")
