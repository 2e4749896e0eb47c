import json
from dataclasses import replace

import pytest

from drift.render.codequality import CodeQuality
from drift.report import report
from tests.render.builders import JUDGED, blind, calm, frame, shop, verdict
from tests.render.hostile import poisoned
from tests.render.shop import FINDINGS, comparisons, observations, state


@pytest.mark.parametrize("name", JUDGED)
def test_the_output_is_the_golden_one(is_golden, name):
    assert is_golden(f"{name}.codequality.json", CodeQuality().render(JUDGED[name]()))


@pytest.mark.parametrize("name", JUDGED)
def test_every_issue_has_what_gitlab_asks_for(name):
    for made in (JUDGED[name](), poisoned(JUDGED[name]())):
        issues = json.loads(CodeQuality().render(made))
        for one in issues:
            assert {"description", "check_name", "fingerprint", "severity", "location"} <= set(one)
            assert one["severity"] in {"info", "minor", "major", "critical", "blocker"}
            assert one["location"]["lines"]["begin"] >= 1
            assert not one["location"]["path"].startswith(("/", "./"))
        assert len({one["fingerprint"] for one in issues}) == len(issues) == len(made.findings) + len(made.unjudged)


def test_nothing_found_is_an_empty_array():
    assert json.loads(CodeQuality().render(calm())) == []


def test_what_could_not_be_judged_is_a_blocker_before_all_else():
    issues = json.loads(CodeQuality().render(blind()))
    assert [one["check_name"] for one in issues[:2]] == ["not-judged", "not-judged"]
    assert issues[0]["severity"] == "blocker"


def test_a_fingerprint_stays_while_the_value_moves():
    moved = [replace(one, after={"value": "another"}, title="another") for one in FINDINGS]
    other = report(verdict(moved), state(), comparisons(observations()), frame())
    prints = [[one["fingerprint"] for one in json.loads(CodeQuality().render(made))] for made in (shop(), other)]
    assert prints[0] == prints[1]
