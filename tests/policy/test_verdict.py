from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from drift.model import coverage
from drift.model.changes import Change, ChangeType, Relation
from drift.model.coverage import CLOCK_NOTE
from drift.model.findings import Outcome, Severity
from drift.model.fleet import FleetState
from drift.model.records import Kind
from drift.model.settings import Environment, Settings, Waiver
from drift.model.snapshot import Coverage, EngineIdentity, Observation, Route, ServiceName, TargetFailure
from drift.policy.rules import RULES
from tests.policy.made import CONTAINER, IMAGE, NOW, compared, env, file, file_change, judged, told

CHANGED = file_change("/etc/app.conf", file(), file("two"))
ENGINE = EngineIdentity("uid", "unix:///var/run/docker.sock", "docker", "26.1")


def observed(environment="production", name="web-1", age=timedelta(hours=1), **more) -> Observation:
    cover = Coverage(Route.API, **more)
    return Observation(
        at=NOW - age,
        environment=environment,
        service=ServiceName("shop", "web"),
        engine=ENGINE,
        container_uid=name,
        container_name=name,
        image_reference="web:1.4",
        state="running",
        route=Route.API,
        snapshot=b"s",
        coverage=cover,
    )


def failed(outcome="failed", name="db-1", environment="production") -> TargetFailure:
    return TargetFailure(environment, ENGINE, name, name, ServiceName("shop", "db"), outcome, "timed out")


def fleet(*observations, failures=(), environments=("production",)) -> FleetState:
    return FleetState(NOW, environments, observations, failures)


def test_nothing_that_differs_passes():
    verdict = judged(compared())
    assert (verdict.outcome, verdict.unjudged, verdict.has_drift) == (Outcome.PASS, (), False)
    assert verdict.counts == {"critical": 0, "high": 0, "medium": 0, "low": 0, "info": 0}


def test_a_finding_at_the_threshold_is_drift():
    verdict = judged(compared(CHANGED))
    assert (verdict.outcome, verdict.threshold, verdict.counts["high"]) == (Outcome.DRIFT, Severity.HIGH, 1)


def test_a_finding_below_it_passes():
    verdict = judged(compared(CHANGED), settings=Settings(fail_on=Severity.CRITICAL))
    assert (verdict.outcome, len(verdict.findings)) == (Outcome.PASS, 1)


def test_an_environment_has_a_threshold_of_its_own():
    lenient = Settings(environments=(Environment("production", fail_on=Severity.CRITICAL),))
    strict = Settings(fail_on=Severity.CRITICAL, environments=(Environment("production", fail_on=Severity.LOW),))
    assert judged(compared(CHANGED), settings=lenient).outcome is Outcome.PASS
    assert judged(compared(CHANGED), settings=strict).outcome is Outcome.DRIFT


def test_between_two_environments_the_later_one_decides():
    settings = Settings(
        environments=(
            Environment("staging", fail_on=Severity.INFO),
            Environment("production", fail_on=Severity.CRITICAL),
        )
    )
    assert judged(compared(CHANGED, relation=Relation.ENVIRONMENTS), settings=settings).outcome is Outcome.PASS


def test_nothing_compared_is_not_judged():
    verdict = judged()
    assert (verdict.outcome, verdict.unjudged) == (Outcome.UNJUDGED, ("nothing to judge: nothing was compared",))


def test_no_environment_scanned_is_not_judged():
    verdict = judged(state=fleet(environments=()))
    assert verdict.unjudged == ("nothing to judge: no environment was scanned",)


def test_a_policy_that_switches_every_rule_off_does_not_pass():
    verdict = judged(compared(CHANGED), settings=Settings(severity={rule.id: None for rule in RULES}))
    assert (verdict.outcome, verdict.unjudged) == (
        Outcome.UNJUDGED,
        ("nothing to judge by: the policy switches every rule off",),
    )


def test_a_policy_that_leaves_one_rule_on_is_one():
    severity = {rule.id: None for rule in RULES if rule.id != "file-added"}
    assert judged(compared(CHANGED), settings=Settings(severity=severity)).outcome is Outcome.PASS


GAPS = [
    coverage.target_failed("db-1", "timed out"),
    coverage.collector_failed(Kind.PACKAGES, "line 3"),
    coverage.image_missing("deleted"),
    coverage.too_old(90_000, 86_400, "2026-11-23T07:00:00Z"),
    coverage.service_ambiguous("web", ["a/web", "b/web"], ""),
    coverage.environment_not_scanned("never"),
    Change(Kind.FILES, "", ChangeType.INCOMPARABLE, None, {"reason": "truncated"}),
]


@pytest.mark.parametrize("gap", GAPS, ids=lambda gap: gap.key or gap.kind)
def test_what_could_not_be_seen_leaves_the_verdict_open(gap):
    verdict = judged(compared(gap))
    assert (verdict.outcome, len(verdict.unjudged), verdict.has_drift) == (Outcome.UNJUDGED, 1, False)


@pytest.mark.parametrize("gap", GAPS, ids=lambda gap: gap.key or gap.kind)
def test_what_could_not_be_seen_is_no_drift_at_any_threshold(gap):
    assert not judged(compared(gap), settings=Settings(fail_on=Severity.INFO)).has_drift


@pytest.mark.parametrize("gap", GAPS, ids=lambda gap: gap.key or gap.kind)
def test_it_wins_over_drift_which_stays_known(gap):
    verdict = judged(compared(CHANGED, gap))
    assert (verdict.outcome, verdict.has_drift) == (Outcome.UNJUDGED, True)


@pytest.mark.parametrize("gap", GAPS, ids=lambda gap: gap.key or gap.kind)
def test_neither_a_waiver_nor_a_severity_closes_it(gap):
    rule = judged(compared(gap)).findings[0].rule
    for settings in (
        Settings(waivers=(Waiver(rule, "known"),)),
        Settings(severity={rule: None}),
        Settings(severity={rule: Severity.INFO}),
    ):
        assert judged(compared(gap), settings=settings).outcome is Outcome.UNJUDGED


def test_the_line_names_environment_service_and_cause():
    [line] = judged(compared(coverage.collector_failed(Kind.PACKAGES, "line 3"))).unjudged
    assert line == "production/web: packages of container:web-1 could not be compared: line 3"


def test_a_missing_service_is_drift_and_was_judged():
    verdict = judged(compared(coverage.service_missing(), relation=Relation.ENVIRONMENTS))
    assert (verdict.outcome, told(verdict)) == (Outcome.DRIFT, [("service-missing", "service")])


SMALLER = [
    coverage.unstable("/srv/db", in_image=True),
    coverage.other_key("TOKEN", "a", "b"),
    coverage.not_looked_for("edits that keep size and time"),
    coverage.target_failed("job-1", "gone", "vanished"),
]


@pytest.mark.parametrize("gap", SMALLER, ids=lambda gap: gap.key)
def test_a_smaller_gap_is_judged_by_the_threshold_unless_coverage_is_strict(gap):
    assert judged(compared(gap)).outcome is Outcome.PASS
    assert judged(compared(gap), settings=Settings(strict_coverage=True)).outcome is Outcome.UNJUDGED


def test_what_was_not_looked_for_is_counted_and_no_finding_unless_coverage_is_strict():
    gap = coverage.not_looked_for("edits that keep size and time")
    assert [one.by for one in judged(compared(gap)).hidden] == ["strict_coverage, which is off"]
    assert told(judged(compared(gap), settings=Settings(strict_coverage=True))) == [("not-looked-for", gap.key)]


def test_a_state_that_is_young_and_whole_adds_nothing():
    verdict = judged(compared(), state=fleet(observed()))
    assert (verdict.outcome, verdict.findings) == (Outcome.PASS, ())


def test_old_snapshots_of_one_environment_are_one_finding_and_the_oldest_speaks():
    old = [observed(name=f"web-{days}", age=timedelta(days=days)) for days in (3, 5, 4)]
    verdict = judged(compared(), state=fleet(*old))
    [finding] = verdict.findings
    assert finding.title == "production was read 5 days ago; 1 day is allowed"
    assert finding.instances == ("web-3", "web-4", "web-5")
    assert verdict.outcome is Outcome.UNJUDGED


@pytest.mark.parametrize(
    ("settings", "outcome"),
    [
        (Settings(), Outcome.UNJUDGED),
        (Settings(max_age=timedelta(days=3)), Outcome.PASS),
        (Settings(environments=(Environment("production", max_age=timedelta(days=3)),)), Outcome.PASS),
        (
            Settings(max_age=timedelta(days=3), environments=(Environment("production", max_age=timedelta(hours=1)),)),
            Outcome.UNJUDGED,
        ),
    ],
)
def test_the_age_that_is_allowed_is_the_environment_s_own_or_the_policy_s(settings, outcome):
    assert judged(compared(), state=fleet(observed(age=timedelta(days=2))), settings=settings).outcome is outcome


def test_a_snapshot_of_exactly_that_age_is_young_enough():
    assert judged(compared(), state=fleet(observed(age=timedelta(hours=24)))).outcome is Outcome.PASS


def test_a_target_that_failed_in_the_last_scan_leaves_the_verdict_open():
    verdict = judged(compared(), state=fleet(observed(), failures=(failed(),)))
    assert verdict.unjudged == ("production/shop/db: db-1 could not be read: timed out",)


def test_an_engine_that_failed_is_named_by_its_address():
    verdict = judged(compared(), state=fleet(observed(), failures=(replace(failed(name=""), service=None),)))
    assert verdict.unjudged == ("production: unix:///var/run/docker.sock could not be read: timed out",)


@pytest.mark.parametrize(("outcome", "findings"), [("vanished", [("target-vanished", "target:db-1")]), ("skipped", [])])
def test_a_target_that_vanished_is_told_and_one_that_was_skipped_is_not(outcome, findings):
    verdict = judged(compared(), state=fleet(observed(), failures=(failed(outcome),)))
    assert (verdict.outcome, told(verdict)) == (Outcome.PASS, findings)


def test_an_environment_that_is_declared_and_was_never_scanned_leaves_the_verdict_open():
    settings = Settings(environments=(Environment("staging"), Environment("production")))
    verdict = judged(compared(), state=fleet(observed()), settings=settings)
    assert verdict.unjudged == ("staging: it is declared in drift.toml and was never scanned",)


def test_an_environment_that_was_not_asked_for_is_not_missing():
    settings = Settings(environments=(Environment("staging"), Environment("production")))
    state = replace(fleet(observed()), partial=True)
    assert judged(compared(), state=state, settings=settings).outcome is Outcome.PASS


def test_a_tag_that_moved_since_the_container_was_made_is_told_under_the_service_s_name():
    comparison = compared(service="web", sides=(IMAGE, CONTAINER))
    verdict = judged(comparison, state=fleet(observed(tag_now="sha256:bb")))
    assert [(one.rule, one.service, one.instances) for one in verdict.findings] == [("tag-moved", "web", ("web-1",))]


def test_what_a_route_did_not_look_for_is_one_note_for_all_containers_of_an_environment():
    state = fleet(*(observed(name=name, not_looked_for=("edits that keep size and time",)) for name in ("a", "b")))
    verdict = judged(compared(), state=state)
    assert [(one.finding.title, one.finding.instances) for one in verdict.hidden] == [
        ("edits that keep size and time", ("a", "b"))
    ]
    assert verdict.outcome is Outcome.PASS


def test_a_clock_that_is_off_is_one_finding_for_all_containers_of_an_environment():
    off = f"{CLOCK_NOTE} some 7,200 s behind the clock here"
    state = fleet(*(observed(name=name, notes=(off, "the container was restarted")) for name in ("a", "b")))
    [finding] = judged(compared(), state=state).findings
    assert (finding.rule, finding.instances, finding.title) == ("clock-skew", ("a", "b"), f"production: {off}")


def test_findings_are_sorted_by_severity_environment_service_kind_and_key():
    dev = replace(CONTAINER, environment="dev")
    verdict = judged(
        compared(file_change("/srv/b", None, file()), file_change("/srv/a", None, file()), CHANGED),
        compared(file_change("/srv/a", None, file()), sides=(IMAGE, dev)),
        compared(file_change("/srv/a", None, file()), service="api"),
        compared(env("X", "a", None), relation=Relation.ENVIRONMENTS),
    )
    assert [(one.environments[-1], one.service, one.key) for one in verdict.findings] == [
        ("production", "web", "X"),
        ("production", "web", "/etc/app.conf"),
        ("dev", "web", "/srv/a"),
        ("production", "api", "/srv/a"),
        ("production", "web", "/srv/a"),
        ("production", "web", "/srv/b"),
    ]


def test_the_order_of_the_comparisons_changes_nothing():
    dev = replace(CONTAINER, environment="dev")
    comparisons = [
        compared(CHANGED),
        compared(CHANGED, sides=(IMAGE, dev)),
        compared(env("X", "a", None), relation=Relation.ENVIRONMENTS),
    ]
    assert judged(*comparisons) == judged(*reversed(comparisons))


def test_a_severity_of_the_policy_replaces_every_default_of_its_rule():
    settings = Settings(severity={"config-file-changed": Severity.LOW})
    verdict = judged(compared(CHANGED), settings=settings)
    assert (verdict.outcome, verdict.counts["low"]) == (Outcome.PASS, 1)


def test_the_verdict_names_the_policy_that_made_it():
    assert judged(compared()).policy_digest == judged(compared(CHANGED)).policy_digest
    assert judged(compared()).policy_digest != judged(compared(), settings=Settings(fail_on=Severity.LOW)).policy_digest


def test_the_day_of_an_expiry_is_that_of_the_judgement():
    waiver = Waiver("config-file-changed", "until then", expires=date(2026, 11, 24))
    settings = Settings(waivers=(waiver,))
    assert judged(compared(CHANGED), settings=settings, now=datetime(2026, 11, 24, 23, 59, tzinfo=UTC)).findings == ()
    assert len(judged(compared(CHANGED), settings=settings, now=datetime(2026, 11, 25, tzinfo=UTC)).findings) == 2
