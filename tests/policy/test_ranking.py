"""Each order is one that a person would give, and each place says why."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import pytest

from drift.model.changes import Change, Comparison, Relation
from drift.model.evidence import UNKNOWN, Role, Unknown
from drift.model.records import Kind
from drift.policy.ranking import Ranking, rank
from drift.policy.weights import ASPECTS
from tests.policy.made import BUILT_IN, NOW, SIDES, change, env, file, file_change, package, runtime, valued


@dataclass(frozen=True)
class Known(Unknown):
    """Of a container whose entrypoint reads one variable and runs one file."""

    def role(self, path: str) -> Role | None:
        return Role.ENTRYPOINT if path == "/usr/local/bin/start" else None

    def readers(self, variable: str) -> Sequence[str]:
        return ("/usr/local/bin/start",) if variable == "QUEUE" else ()


def between(*changes: Change, relation: Relation = Relation.ENVIRONMENTS) -> Comparison:
    before, after = SIDES[relation]
    return Comparison(relation, "web", before, after, changes)


def ranked(*changes: Change) -> Ranking:
    return rank(between(*changes), BUILT_IN, NOW)


def keys(ranking: Ranking) -> list[str]:
    return [one.finding.key for one in ranking.ranked]


LIKELIER = {
    "a variable that is missing, than one more": (env("QUEUE", "a", None), env("QUEUE_2", None, "a")),
    "a variable that interpreters read, than any other": (env("PYTHONPATH", "/a", "/b"), env("TITLE", "a", "b")),
    "a value, than a host's name": (env("MODE", "a", "b"), env("DB_URL", "postgres://a/x", "postgres://b/x")),
    "a limit that is lower, than one that is higher": (runtime("memory", 900, 100), runtime("nano_cpus", 1, 2)),
    "a right that is gone, than one that is given": (
        runtime("cap_drop", None, ["CHOWN"]),
        runtime("cap_add", None, ["KILL"]),
    ),
    "a mount, than a host name": (
        change(Kind.MOUNTS, "/data", {"type": "volume"}, None),
        runtime("hostname", "a", "b"),
    ),
    "another command, than another label": (
        valued(Kind.CONFIG, "cmd", ["serve"], ["test"]),
        valued(Kind.CONFIG, "label:team", "a", "b"),
    ),
    "a package that is gone, than one more": (
        package("pkg:deb/debian/tzdata", "2026a", None),
        package("pkg:deb/debian/vim", None, "9"),
    ),
    "a package that is older, than one that is newer": (
        package("pkg:deb/debian/curl", "8.2", "8.1"),
        package("pkg:deb/debian/vim", "8.1", "8.2"),
    ),
    "a file that is gone, than one more": (
        file_change("/opt/app/a.py", file(), None),
        file_change("/opt/app/b.py", None, file()),
    ),
    "configuration, than its form": (
        file_change("/etc/app.conf", file("a"), file("b")),
        file_change("/etc/b.conf", file("a"), file("b"), same_meaning=True),
    ),
    "code, than documentation": (
        file_change("/opt/app/a.py", file("a"), file("b")),
        file_change("/usr/share/doc/app/README", file("a"), file("b")),
    ),
    "any file, than a log": (
        file_change("/srv/page", file("a"), file("b")),
        file_change("/var/log/app.log", file("a"), file("b")),
    ),
}


@pytest.mark.parametrize("what", LIKELIER)
def test_likelier_is(what):
    likelier, other = LIKELIER[what]
    assert keys(ranked(other, likelier))[0] == likelier.key


def test_the_points_are_the_sum_of_their_reasons():
    for one in ranked(*(one for pair in LIKELIER.values() for one in pair)).ranked:
        assert one.points == sum(reason.points for reason in one.reasons)
        assert all(reason.text for reason in one.reasons)


def test_what_the_entrypoint_is_and_reads_comes_first_and_is_named():
    changes = (
        env("QUEUE", "a", "b"),
        env("TITLE", "a", None),
        file_change("/usr/local/bin/start", file("a"), file("b")),
    )
    found = rank(replace(between(*changes), evidence=Known()), BUILT_IN, NOW)
    assert keys(found)[-1] == "TITLE"
    said = [reason.text for one in found.ranked for reason in one.reasons]
    assert "it is the entrypoint" in said
    assert "/usr/local/bin/start reads it" in said


def test_what_another_working_side_has_as_well_is_hardly_the_cause():
    both = (env("MODE", "a", "b"), env("QUEUE", "a", None))
    other = between(env("MODE", "a", "b"))
    found = rank(between(*both), BUILT_IN, NOW, others={"staging": other})
    assert keys(found) == ["MODE", "QUEUE"]
    assert "staging works and has it, too" in [reason.text for reason in found.ranked[1].reasons]


def test_what_no_image_explains_is_likelier_where_the_images_differ():
    image = Change(Kind.IDENTITY, "image", change(Kind.IDENTITY, "image", {"identity": "a"}, {"identity": "b"}).change)
    of_image = replace(file_change("/opt/a.py", file("a"), file("b")), of_images=True)
    found = ranked(image, of_image, file_change("/opt/z.py", file("a"), file("b")))
    assert keys(found)[:2] == ["/opt/z.py", "/opt/a.py"]


def test_what_the_policy_hides_is_not_ranked_and_not_lost():
    settings = replace(BUILT_IN, env=replace(BUILT_IN.env, may_differ=("QUEUE",)))
    found = rank(between(env("QUEUE", "a", None)), settings, NOW)
    assert not found.ranked
    assert [one.finding.key for one in found.hidden] == ["QUEUE"]


def test_of_each_aspect_one_weight_counts_at_most():
    assert len(ranked(env("QUEUE", "a", None)).ranked[0].reasons) <= len(ASPECTS)


def test_the_order_does_not_depend_on_that_of_the_changes():
    changes = [one for pair in LIKELIER.values() for one in pair]
    assert keys(ranked(*changes)) == keys(ranked(*reversed(changes)))


def test_nothing_that_differs_is_nothing_ranked():
    assert ranked() == replace(ranked(), ranked=(), hidden=())
    assert between().evidence is UNKNOWN
