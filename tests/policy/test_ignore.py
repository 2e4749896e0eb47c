import pytest

from drift.model.changes import Relation
from drift.model.records import Kind
from drift.model.settings import EnvPolicy, Settings
from drift.policy.ignore import is_pattern
from tests.policy.made import compared, directory, env, file, file_change, judged, moved, package, told, valued


def hidden(settings: Settings, *changes, relation=Relation.CONTAINER_IMAGE) -> list[tuple[str, str]]:
    """(key, line of the policy) of all that is not shown."""
    return [
        (one.finding.key, one.by) for one in judged(compared(*changes, relation=relation), settings=settings).hidden
    ]


FILES = Settings(ignore={"files": ("srv/cache/", "*.bak", "!keep.bak")}, lines={"ignore.files[1]": 12})


@pytest.mark.parametrize(
    ("key", "by"),
    [("/srv/cache/a/b", "ignore files: srv/cache/"), ("/opt/x.bak", "ignore files line 12: *.bak")],
)
def test_what_a_pattern_hides_is_counted_with_its_line(key, by):
    assert hidden(FILES, file_change(key, None, file())) == [(key, by)]


@pytest.mark.parametrize("key", ["/opt/keep.bak", "/opt/srv/cache/a", "/srv/cached"])
def test_what_no_pattern_hides_is_shown(key):
    assert hidden(FILES, file_change(key, None, file())) == []


def test_a_directory_s_pattern_hides_the_directory_too():
    assert hidden(FILES, file_change("/srv/cache", None, directory())) == [("/srv/cache", "ignore files: srv/cache/")]


def test_a_file_of_a_directory_s_name_is_shown():
    assert hidden(FILES, file_change("/srv/cache", None, file())) == []


@pytest.mark.parametrize(
    ("old", "new", "count"), [("/a.bak", "/b.bak", 1), ("/etc/app.conf", "/etc/app.bak", 0), ("/a.bak", "/etc/x", 0)]
)
def test_a_move_is_hidden_only_where_both_places_are(old, new, count):
    assert len(hidden(FILES, moved(old, new))) == count


def test_an_unstable_file_is_hidden_as_the_file_that_it_is():
    one = file_change("/srv/cache/db", None, file(sha256=None))
    assert hidden(FILES, one) == [("/srv/cache/db", "ignore files: srv/cache/")]


@pytest.mark.parametrize("pattern", ["bash", "pkg:deb/debian/bash", "pkg:deb/", "pkg:*/debian/bash"])
def test_a_package_is_hidden_by_name_or_purl(pattern):
    settings = Settings(ignore={"packages": (pattern,)})
    assert len(hidden(settings, package("pkg:deb/debian/bash", "1", "2"))) == 1


@pytest.mark.parametrize("pattern", ["requests", "pkg:pypi/requests"])
def test_a_package_with_a_root_is_hidden_without_naming_it(pattern):
    settings = Settings(ignore={"packages": (pattern,)})
    assert len(hidden(settings, package("pkg:pypi/requests#/opt/venv", "1", "2"))) == 1


def test_a_variable_is_hidden_by_pattern():
    settings = Settings(ignore={"env": ("LOG_*",)})
    assert hidden(settings, env("LOG_LEVEL", "a", "b"), relation=Relation.ENVIRONMENTS) == [
        ("LOG_LEVEL", "ignore env: LOG_*")
    ]


def test_a_variable_that_may_differ_is_hidden_and_may_be_missing():
    settings = Settings(env=EnvPolicy(may_differ=("X", "LOG_*")), lines={"env.may_differ": 7})
    changes = [env("LOG_LEVEL", "a", "b"), env("LOG_FILE", "a", None), env("CATALOG_X", "a", "b")]
    assert hidden(settings, *changes, relation=Relation.ENVIRONMENTS) == [
        ("LOG_FILE", "env may_differ line 7: LOG_*"),
        ("LOG_LEVEL", "env may_differ line 7: LOG_*"),
    ]


def test_a_required_variable_may_differ_and_not_be_missing():
    settings = Settings(env=EnvPolicy(required=("URL",), may_differ=("URL",)))
    assert hidden(settings, env("URL", "a", "b"), relation=Relation.ENVIRONMENTS) == [("URL", "env may_differ: URL")]
    assert hidden(settings, env("URL", "a", None), relation=Relation.ENVIRONMENTS) == []


def test_a_rule_that_is_off_is_counted():
    settings = Settings(severity={"host-differs": None}, lines={"severity.host-differs": 3})
    one = valued(Kind.HOST, "memory", 1, 2)
    assert hidden(settings, one, relation=Relation.ENVIRONMENTS) == [("memory", "severity line 3: host-differs is off")]


def test_ignored_files_do_not_make_a_group_larger():
    changes = [file_change(f"/srv/cache/{one}", None, file()) for one in range(30)]
    changes += [file_change(f"/srv/other{one}", None, file()) for one in range(2)]
    verdict = judged(compared(*changes), settings=FILES)
    assert told(verdict) == [("file-added", "/srv/other0"), ("file-added", "/srv/other1")]
    assert len(verdict.hidden) == 30


@pytest.mark.parametrize("text", ["", "  ", "# x", "/", "!", "a[", "a\\"])
def test_a_pattern_that_can_match_nothing_is_none(text):
    assert not is_pattern(text)


@pytest.mark.parametrize("text", ["a", "!a", "**/a", "a/", "[ab]", "a\\ b"])
def test_a_pattern_that_can_match_is_one(text):
    assert is_pattern(text)
