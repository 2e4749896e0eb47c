from datetime import timedelta

import pytest

from drift.errors import ConfigError
from drift.model.findings import Severity
from drift.model.settings import Environment, Settings
from drift.policy.threshold import with_threshold

POLICY = Settings(environments=(Environment("dev", fail_on=Severity.CRITICAL, max_age=timedelta(hours=1)),))


def test_without_a_threshold_the_policy_stays_as_it_is():
    assert with_threshold(POLICY, None) == POLICY


def test_a_threshold_takes_the_place_of_those_of_all_environments():
    settings = with_threshold(POLICY, "low")
    assert (settings.fail_on, settings.environments) == (
        Severity.LOW,
        (Environment("dev", max_age=timedelta(hours=1)),),
    )


def test_a_word_that_is_no_severity_is_an_error():
    with pytest.raises(
        ConfigError, match="--fail-on 'urgent' is no severity; one of info, low, medium, high, critical"
    ):
        with_threshold(POLICY, "urgent")
