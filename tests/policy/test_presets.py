"""Presets hide what some software writes by itself, and nothing else."""

import pytest

from drift.model.settings import Settings
from drift.policy.ignore import is_pattern
from drift.policy.presets import BY_NAME, HIDES, PRESETS
from drift.policy.rules import BY_ID
from tests.policy.made import compared, directory, file, file_change, judged, moved

EVERY = Settings(presets=tuple(BY_NAME))
LINES = [(preset.name, line) for preset in PRESETS for line in preset.lines]


def hidden(change, settings: Settings = EVERY) -> list[tuple[str, str]]:
    """(line, reason) of what is not shown."""
    return [(one.by, one.reason) for one in judged(compared(change), settings=settings).hidden]


def added(path: str, **more):
    return file_change(path, None, file(**more))


def test_what_a_preset_hides_is_counted_with_its_line_and_the_reason():
    [(by, reason)] = hidden(added("/var/cache/nginx/client_temp/1"))
    assert by == "preset nginx: var/cache/nginx/"
    assert reason.startswith("bodies of requests")


def test_without_the_preset_it_is_shown():
    assert hidden(added("/var/cache/nginx/client_temp/1"), Settings(presets=("python",))) == []


@pytest.mark.parametrize(("name", "line"), LINES, ids=str)
def test_a_line_is_a_pattern_that_begins_at_no_slash_and_says_why(name, line):
    assert is_pattern(line.pattern)
    assert not line.pattern.startswith(("/", "!"))
    assert line.reason


@pytest.mark.parametrize("preset", PRESETS, ids=lambda one: one.name)
def test_no_line_stands_twice(preset):
    patterns = [line.pattern for line in preset.lines]
    assert len(set(patterns)) == len(patterns)


def test_a_directory_that_is_hidden_is_hidden_itself():
    assert hidden(file_change("/var/log/nginx", None, directory())) != []


@pytest.mark.parametrize(
    "change",
    [
        added("/var/cache/nginx/tool", mode="0755"),
        added("/var/log/nginx/tool", mode="4755"),
        added("/var/lib/postgresql/15/main/base/1/x", capability="01"),
        moved("/var/log/nginx/access.log", "/srv/access.log"),
        added("/var/lib/postgresql/data/postgresql.conf"),
        added("/var/lib/postgresql/data/postgresql.auto.conf"),
        added("/var/lib/postgresql/data/pg_hba.conf"),
        added("/etc/nginx/conf.d/x.conf"),
        added("/srv/__pycache__.py"),
        added("/srv/var/log/nginx/access.log"),
    ],
    ids=lambda one: one.key,
)
def test_programs_and_configuration_in_such_a_place_are_shown(change):
    assert hidden(change) == []


def test_a_pattern_of_the_policy_brings_back_what_a_preset_hides():
    settings = Settings(presets=("nginx",), ignore={"files": ("!var/log/nginx/audit.log",)})
    assert hidden(added("/var/log/nginx/audit.log"), settings) == []
    assert hidden(added("/var/log/nginx/access.log"), settings) != []


def test_what_presets_hide_are_rules_that_there_are():
    assert BY_ID.keys() >= HIDES


LOG = added("/root/.npm/_logs/a.log")
PARENTS = [file_change(path, None, directory()) for path in ("/root/.npm", "/root/.npm/_logs")]


def shown(*changes) -> list[str]:
    return [one.key for one in judged(compared(*changes), settings=EVERY).findings]


def test_a_directory_that_was_made_for_what_is_hidden_is_hidden_with_it():
    verdict = judged(compared(*PARENTS, LOG), settings=EVERY)
    assert verdict.findings == ()
    assert {one.by for one in verdict.hidden} == {"preset node: **/.npm/_logs/"}


def test_a_directory_that_holds_something_else_is_shown():
    assert shown(*PARENTS, LOG, added("/root/.npm/tool.js")) != []
    assert "/root/.npm" in shown(*PARENTS, LOG, file_change("/root/.npm/empty", None, directory()))


def test_a_directory_that_is_not_new_is_shown():
    changed = file_change("/root/.npm", directory("0755"), directory("0777"))
    assert shown(changed, LOG) == ["/root/.npm"]


def test_what_a_pattern_of_the_policy_hides_leaves_the_directories_around_it():
    settings = Settings(ignore={"files": ("root/.npm/_logs/",)})
    assert [one.key for one in judged(compared(*PARENTS, LOG), settings=settings).findings] == ["/root/.npm"]
