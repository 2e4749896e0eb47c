import pytest

from drift.policy.config import load_settings
from drift.policy.effective import effective_policy
from drift.policy.template import template
from tests.policy.examples import SMALL, WHOLE


@pytest.mark.parametrize("source", [WHOLE, *SMALL, template((), {}), '[services]\n"a\\"b\\nc" = "\\u0007"\n'])
def test_the_effective_policy_read_again_is_the_same_policy(tmp_path, source):
    first, second = tmp_path / "drift.toml", tmp_path / "effective.toml"
    first.write_text(source)
    settings = load_settings(first)
    second.write_text(effective_policy(settings))
    again = load_settings(second)
    assert (again.digest, again.publish, again.notify) == (settings.digest, settings.publish, settings.notify)


def test_a_file_of_a_hostile_name_stays_a_comment(tmp_path):
    path = tmp_path / "drift\nfail_on = 3"
    path.write_text("")
    effective = tmp_path / "effective.toml"
    effective.write_text(effective_policy(load_settings(path)))
    assert load_settings(effective).digest == load_settings(None).digest


def test_the_built_in_policy_says_that_it_is_one_and_what_it_holds():
    lines = effective_policy(load_settings(None)).splitlines()
    assert lines[0] == "# no file: the built-in policy"
    assert lines[2:4] == ['fail_on = "high"', 'max_age = "1d"']
