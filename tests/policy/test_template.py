import tomllib

import pytest

from drift.model.settings import Environment
from drift.model.snapshot import ServiceName
from drift.policy.config import load_settings
from drift.policy.services import service_of
from drift.policy.template import template

FOUND = (
    Environment("dev", hosts=("unix:///var/run/docker.sock",)),
    Environment("production", hosts=("ssh://prod", "context:b"), labels=("stage=prod",)),
)


@pytest.fixture
def loaded(tmp_path):
    def load(text: str):
        path = tmp_path / "drift.toml"
        path.write_text(text)
        return load_settings(path)

    return load


def test_it_declares_what_was_found(loaded):
    settings = loaded(template(FOUND, {"web-*": "web", "db": "db"}))
    assert settings.environments == FOUND
    assert settings.services == {"web-*": "web", "db": "db"}


def test_without_anything_found_it_declares_the_local_environment(loaded):
    assert loaded(template((), {})).environments == (Environment("local"),)


@pytest.mark.parametrize("name", ['a"b', "a\\b", "tab\there", "new\nline", "\x1b", "ünï", "#x", "\x7f"])
def test_a_hostile_name_is_written_as_it_is(loaded, name):
    assert loaded(template((), {name: name})).services == {name: name}


def test_a_name_with_a_bracket_is_written_as_the_glob_that_it_needs(loaded):
    settings = loaded(template((), {"a[b": "web"}))
    assert service_of({}, "a[b", settings) == ServiceName("", "web")


def test_a_name_that_no_toml_can_hold_is_left_out(loaded):
    assert loaded(template((), {"caf\udce9": "web", "db": "db"})).services == {"db": "db"}


def test_what_is_commented_out_is_right_once_it_is_not(loaded):
    """Every example line, uncommented, still makes a policy."""
    lines = template(FOUND, {}).splitlines()
    opened = [
        line[2:] if line.startswith("# ") and (" = " in line or line.startswith("# [")) else line for line in lines
    ]
    text = "\n".join(
        line
        for line in opened
        if not line.startswith(('labels = ["stage=dev', "names = ", 'fail_on = "critical', "environments = "))
    )
    settings = loaded(text.replace('before = "staging"', 'before = "dev"'))
    assert (settings.waivers[0].rule, settings.pairs[0].after, settings.applications) == (
        "config-file-changed",
        "production",
        {"shop": ("shop-dev", "shop")},
    )


def test_it_is_the_same_for_the_same_findings():
    assert template(FOUND, {"b": "x", "a": "y"}) == template(FOUND, {"a": "y", "b": "x"})


def test_it_is_toml_that_says_nothing_but_defaults():
    document = tomllib.loads(template((), {}))
    assert document["fail_on"] == "high"
    assert document["max_age"] == "24h"
