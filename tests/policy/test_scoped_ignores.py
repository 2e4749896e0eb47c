"""[[ignore_for]]: patterns of one service or environment."""

import pytest

from drift.model.changes import Relation
from drift.model.settings import IgnoreFor, Settings
from tests.policy.made import compared, file, file_change, judged, moved

LOGS = IgnoreFor("written all day", service="web", patterns={"files": ("srv/log/", "!srv/log/audit")}, line=7)


def hidden(scoped: IgnoreFor, key: str = "/srv/log/a", service: str = "web", relation=Relation.CONTAINER_IMAGE):
    """(line of the policy, reason) of what is not shown."""
    settings = Settings(ignore_for=(scoped,), lines={"ignore_for[0].files[0]": 9})
    verdict = judged(compared(file_change(key, None, file()), service=service, relation=relation), settings=settings)
    return [(one.by, one.reason) for one in verdict.hidden]


def test_what_is_hidden_says_by_which_line_and_why():
    assert hidden(LOGS) == [("ignore_for 1 files line 9: srv/log/", "written all day")]


@pytest.mark.parametrize(("service", "count"), [("web", 1), ("shop/web", 1), ("api", 0)])
def test_it_holds_for_its_service_alone(service, count):
    assert len(hidden(LOGS, service=service)) == count


@pytest.mark.parametrize(("environment", "count"), [("production", 1), ("staging", 0)])
def test_it_holds_for_its_environments_alone(environment, count):
    assert len(hidden(IgnoreFor("x", environments=(environment,), patterns=LOGS.patterns))) == count


@pytest.mark.parametrize(("environment", "count"), [("staging", 1), ("production", 1), ("dev", 0)])
def test_between_two_environments_it_holds_where_it_names_one_of_them(environment, count):
    scoped = IgnoreFor("x", environments=(environment,), patterns=LOGS.patterns)
    assert len(hidden(scoped, relation=Relation.ENVIRONMENTS)) == count


def test_a_pattern_that_brings_back_does_so():
    assert hidden(LOGS, "/srv/log/audit") == []


def test_a_move_out_of_it_is_shown():
    settings = Settings(ignore_for=(LOGS,))
    assert judged(compared(moved("/srv/log/a", "/etc/a")), settings=settings).hidden == ()
    assert len(judged(compared(moved("/srv/log/a", "/srv/log/b")), settings=settings).hidden) == 1
