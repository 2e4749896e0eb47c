from dataclasses import replace
from datetime import date

import pytest

from drift.model.changes import Change, Relation
from drift.model.findings import Outcome, Verdict
from drift.model.fleet import FleetState
from drift.model.settings import Settings, Waiver
from tests.policy.made import NOW, compared, directory, file, file_change, judged, told

CHANGED = file_change("/etc/app/app.conf", file(), file("two"))
FLEET = FleetState(NOW, ("production",), (), ())
ACCEPTED = Waiver(rule="config-file-changed", reason="tuned until the next release", line=31)


def judged_with(
    *waivers: Waiver,
    change: Change = CHANGED,
    service: str = "web",
    relation: Relation = Relation.CONTAINER_IMAGE,
    state: FleetState | None = FLEET,
) -> Verdict:
    settings = Settings(path="/srv/drift.toml", waivers=waivers)
    return judged(compared(change, service=service, relation=relation), settings=settings, state=state)


def test_a_waived_difference_is_hidden_with_its_reason():
    verdict = judged_with(ACCEPTED)
    [hidden] = verdict.hidden
    assert (hidden.by, hidden.reason) == ("waiver 1 (drift.toml line 31)", "tuned until the next release")
    assert (verdict.findings, verdict.outcome, verdict.unused_waivers) == ((), Outcome.PASS, ())


@pytest.mark.parametrize(
    ("change", "shown"),
    [
        ({"rule": "file-changed"}, True),
        ({"service": "we?"}, False),
        ({"service": "api"}, True),
        ({"subject": "/etc/app/*"}, False),
        ({"subject": "/etc/other/*"}, True),
        ({"environments": ("production",)}, False),
        ({"environments": ("dev", "production")}, False),
        ({"environments": ("dev",)}, True),
    ],
)
def test_a_waiver_holds_for_its_rule_service_subject_and_environments(change, shown):
    assert bool(judged_with(replace(ACCEPTED, **change)).findings) is shown


@pytest.mark.parametrize("pattern", ["web", "shop/web", "shop/*"])
def test_a_service_of_an_application_is_meant_by_either_name(pattern):
    assert judged_with(replace(ACCEPTED, service=pattern), service="shop/web").findings == ()


def test_a_waiver_for_one_of_two_environments_holds_between_them():
    waiver = replace(ACCEPTED, environments=("staging",))
    assert judged_with(waiver, relation=Relation.ENVIRONMENTS).findings == ()


@pytest.mark.parametrize(
    ("expires", "shown"), [(date(2026, 11, 23), True), (date(2026, 11, 24), False), (date(2027, 1, 1), False)]
)
def test_a_waiver_holds_on_its_last_day_and_not_after(expires, shown):
    verdict = judged_with(replace(ACCEPTED, expires=expires))
    assert ("config-file-changed", CHANGED.key) in told(verdict) or not shown
    assert any(rule == "waiver-expired" for rule, _ in told(verdict)) is shown


def test_an_expired_waiver_is_a_finding_that_names_it():
    verdict = judged_with(replace(ACCEPTED, expires=date(2026, 1, 31), environments=("production",)))
    finding = next(one for one in verdict.findings if one.rule == "waiver-expired")
    assert finding.title == "waiver 1 (drift.toml line 31) expired on 2026-01-31: tuned until the next release"
    assert finding.environments == ("production",)
    assert verdict.unused_waivers == ()


def test_a_waiver_that_waives_nothing_is_reported():
    verdict = judged_with(replace(ACCEPTED, subject="/srv/*"))
    assert verdict.unused_waivers == (
        "waiver 1 (drift.toml line 31): nothing is config-file-changed for '/srv/*' of service '*'",
    )


@pytest.mark.parametrize("state", [None, replace(FLEET, partial=True)], ids=["two sides", "a part of the fleet"])
def test_a_waiver_that_may_be_of_use_elsewhere_is_not_called_unused(state):
    assert judged_with(replace(ACCEPTED, subject="/srv/*"), state=state).unused_waivers == ()


def test_the_key_of_a_group_can_be_waived():
    changes = [
        file_change("/opt/tool", None, directory()),
        *(file_change(f"/opt/tool/{n}", None, file()) for n in range(3)),
    ]
    settings = Settings(waivers=(Waiver("file-added", "theirs", subject="/opt/tool"),))
    verdict = judged(compared(*changes), settings=settings)
    assert told(verdict) == [
        ("file-added", "/opt/tool/0"),
        ("file-added", "/opt/tool/1"),
        ("file-added", "/opt/tool/2"),
    ]
    verdict = judged(compared(*(file_change(f"/opt/tool/{n}", None, file()) for n in range(30))), settings=settings)
    assert (told(verdict), len(verdict.hidden)) == ([], 1)


def test_one_member_of_a_group_can_be_waived():
    changes = [file_change(f"/opt/tool/{number}", None, file()) for number in range(30)]
    verdict = judged(compared(*changes), settings=Settings(waivers=(Waiver("file-added", "theirs", subject="*/7"),)))
    assert [len(one.members) for one in verdict.findings] == [29]


def test_a_waiver_without_an_end_holds():
    assert judged_with(replace(ACCEPTED, expires=None)).findings == ()


@pytest.mark.parametrize(
    ("pair", "shown"),
    [
        (("staging", "production"), 0),
        (("production", "staging"), 0),
        (("dev", "production"), 1),
        (("dev", "staging"), 1),
    ],
)
def test_a_waiver_of_a_pair_holds_between_these_two_alone(pair, shown):
    verdict = judged_with(replace(ACCEPTED, pair=pair), relation=Relation.ENVIRONMENTS)
    assert len(verdict.findings) == shown


def test_a_waiver_of_a_pair_says_nothing_of_a_container_and_its_image():
    assert len(judged_with(replace(ACCEPTED, pair=("staging", "production"))).findings) == 1


def test_an_expired_waiver_of_a_pair_is_a_finding_of_the_later_environment():
    waiver = replace(ACCEPTED, pair=("staging", "production"), expires=date(2026, 1, 1))
    expired = [one for one in judged_with(waiver).findings if one.rule == "waiver-expired"]
    assert [one.environments for one in expired] == [("production",)]
