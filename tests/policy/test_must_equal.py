"""[env] must_equal: a difference of these variables between two environments is high, whatever else would hide or lower it."""

import pytest

from drift.model.changes import Relation
from drift.model.findings import Severity
from drift.model.records import Kind
from drift.model.settings import EnvPolicy, Settings, Waiver
from tests.policy.made import change, compared, env, judged

NAMED = EnvPolicy(must_equal=("FEATURE_*",))


def found(differs, policy: EnvPolicy = NAMED, relation: Relation = Relation.ENVIRONMENTS, **more) -> list[Severity]:
    settings = Settings(env=policy, **more)
    return [one.severity for one in judged(compared(differs, relation=relation), settings=settings).findings]


@pytest.mark.parametrize(
    "differs",
    [
        env("FEATURE_X", "on", "off"),
        env("FEATURE_X", "on", None),
        env("FEATURE_X", None, "on"),
        env("FEATURE_HOST", "db.dev:5432", "db.prod:5432"),
    ],
)
def test_whatever_differs_is_high(differs):
    assert found(differs) == [Severity.HIGH]


def test_a_secret_that_must_be_equal_is_high_too():
    secret = change(Kind.ENV, "FEATURE_KEY", {"hmac": "a", "key_id": "k"}, {"hmac": "b", "key_id": "k"})
    assert found(secret, EnvPolicy()) == [Severity.INFO]
    assert found(secret) == [Severity.HIGH]


def test_another_variable_is_as_severe_as_ever():
    assert found(env("LEVEL", "a", "b")) == [Severity.LOW]


@pytest.mark.parametrize(
    "settings",
    [
        {"policy": EnvPolicy(must_equal=("FEATURE_X",), may_differ=("FEATURE_*",))},
        {"severity": {"env-differs": None}},
        {"severity": {"env-differs": Severity.INFO}},
    ],
)
def test_nothing_that_would_hide_or_lower_it_does(settings):
    assert found(env("FEATURE_X", "on", "off"), **settings) == [Severity.HIGH]


def test_a_policy_that_rates_it_higher_does():
    assert found(env("FEATURE_X", "1", "2"), severity={"env-differs": Severity.CRITICAL}) == [Severity.CRITICAL]


def test_a_waiver_with_its_reason_still_accepts_it():
    assert found(env("FEATURE_X", "1", "2"), waivers=(Waiver("env-differs", "until Friday"),)) == []


def test_of_replicas_the_rules_alone_decide():
    assert found(env("FEATURE_X", "1", "2"), relation=Relation.INSTANCES) == [Severity.MEDIUM]


def test_the_title_says_which_line_demands_it():
    settings = Settings(env=NAMED, lines={"env.must_equal": 4})
    [one] = judged(compared(env("FEATURE_X", "1", "2"), relation=Relation.ENVIRONMENTS), settings=settings).findings
    assert one.title.endswith("; env must_equal line 4: FEATURE_*")
