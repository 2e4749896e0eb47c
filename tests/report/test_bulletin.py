from dataclasses import replace
from datetime import datetime, time, timedelta

import pytest

from drift.model.findings import Outcome, Severity
from drift.model.settings import Notify
from drift.report import Report, report
from drift.report.bulletin import News, Occasion, news
from drift.store import Known
from tests.render.builders import blind, calm, crowd, frame, shop, verdict
from tests.render.shop import FINDINGS, NOW, comparisons, observations, state

FAILING = [one for one in FINDINGS if one.severity >= Severity.HIGH]


def judged(*findings, now: datetime = NOW, **changed) -> Report:
    return report(verdict(findings, **changed), state(), comparisons(observations()), frame(now=now))


def told(*findings) -> Known:
    """What who was told of these knows."""
    return news(judged(*findings), Known(), Notify()).after


def fingerprints(told_findings) -> set[str]:
    return {one.now.finding.fingerprint for one in told_findings}


def said(found: News):
    assert found.bulletin is not None
    return found.bulletin


def test_who_was_told_nothing_is_told_what_fails():
    found = said(news(shop(), Known(), Notify()))
    assert fingerprints(found.new) == {one.fingerprint for one in FAILING}
    assert (found.worse, found.resolved, found.standing) == ((), (), ())
    assert (found.occasion, found.was) == (Occasion.CHANGE, Outcome.PASS)


def test_who_was_told_nothing_is_not_told_that_all_is_well():
    assert news(calm(), Known(), Notify()).bulletin is None


def test_what_was_told_is_not_told_again():
    first = news(shop(), Known(), Notify())
    again = news(shop(), first.after, Notify())
    assert (again.bulletin, again.after) == (None, first.after)


def test_one_that_comes_is_told_without_those_that_stand():
    found = said(news(judged(*FAILING), told(*FAILING[1:]), Notify()))
    assert fingerprints(found.new) == {FAILING[0].fingerprint}
    assert found.standing == ()


def test_one_that_is_worse_is_told_with_what_it_was():
    one = FAILING[0]
    found = said(
        news(judged(replace(one, severity=Severity.CRITICAL)), told(replace(one, severity=Severity.HIGH)), Notify())
    )
    assert (found.new, [each.was for each in found.worse]) == ((), [Severity.HIGH])


def test_one_that_is_less_bad_is_not_told_and_is_worse_when_it_comes_back():
    one = FAILING[0]
    eased = news(judged(replace(one, severity=Severity.HIGH)), told(replace(one, severity=Severity.CRITICAL)), Notify())
    assert eased.bulletin is None
    assert said(news(judged(replace(one, severity=Severity.CRITICAL)), eased.after, Notify())).worse


def test_one_that_went_is_told_once():
    found = news(judged(), told(*FAILING[:1]), Notify())
    assert [(one.finding.fingerprint, one.eased) for one in said(found).resolved] == [(FAILING[0].fingerprint, False)]
    assert said(found).was is Outcome.DRIFT
    assert news(judged(), found.after, Notify()).bulletin is None


def test_one_that_fails_no_more_and_is_still_there_is_said_to_be_there():
    found = news(judged(replace(FAILING[0], severity=Severity.LOW)), told(*FAILING[:1]), Notify())
    assert [one.eased for one in said(found).resolved] == [True]


def test_what_could_not_be_judged_is_told_and_what_stood_there_is_not_said_to_be_gone():
    in_production = [one for one in FAILING if one.environments[-1] == "production"]
    before = told(*in_production)
    found = news(blind(), before, Notify())
    assert said(found).report.outcome is Outcome.UNJUDGED
    assert said(found).resolved == ()
    assert {one.fingerprint for one in in_production} <= set(found.after.findings)
    assert news(blind(), found.after, Notify()).bulletin is None


def test_that_it_can_be_judged_again_is_told():
    found = said(news(calm(), news(blind(), Known(), Notify()).after, Notify()))
    assert (found.was, found.report.outcome) == (Outcome.UNJUDGED, Outcome.PASS)


@pytest.mark.parametrize("severity", Severity)
def test_another_threshold_than_the_gates_can_be_named(severity):
    found = news(shop(), Known(), Notify(severity=severity))
    assert fingerprints(said(found).new) == {one.fingerprint for one in FINDINGS if one.severity >= severity}


def test_a_message_names_the_worst_and_counts_the_rest():
    found = said(news(crowd(400), Known(), Notify(most=3)))
    assert (len(found.new), found.most) == (200, 3)


def at(hour: int, day: int = 24) -> datetime:
    """In the machine's zone, as the digest is."""
    return datetime(2026, 11, day, hour, 30).astimezone()


DAILY = Notify(digest=time(8))


def test_a_digest_goes_once_a_day_at_the_first_run_after_its_time():
    known = told(*FAILING)
    early = news(judged(*FAILING, now=at(7)), known, DAILY)
    assert early.bulletin is None
    first = news(judged(*FAILING, now=at(9)), early.after, DAILY)
    assert said(first).occasion is Occasion.DIGEST
    assert fingerprints(said(first).standing) == {one.fingerprint for one in FAILING}
    assert news(judged(*FAILING, now=at(23)), first.after, DAILY).bulletin is None
    assert news(judged(*FAILING, now=at(7, day=25)), first.after, DAILY).bulletin is None
    assert said(news(judged(now=at(8, day=25)), first.after, DAILY)).resolved


def test_a_digest_is_sent_when_all_is_well():
    assert said(news(judged(now=at(8)), Known(), DAILY)).standing == ()


def test_a_digest_that_was_not_sent_is_due_on_the_next_run():
    known = told(*FAILING)
    assert known.digest is None
    for hours in (0, 3):
        assert news(judged(*FAILING, now=at(9) + timedelta(hours=hours)), known, DAILY).bulletin
