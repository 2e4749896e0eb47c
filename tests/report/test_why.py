from dataclasses import replace

from drift.model.changes import Change, Comparison, Relation, Side
from drift.model.findings import Outcome
from drift.model.records import Kind
from drift.model.settings import Settings
from drift.policy.ranking import rank
from drift.report import Frame, WhyReport, why_report
from tests.policy.made import NOW, SIDES, change, env, package, valued


def report(*changes: Change, comparison: Comparison | None = None, settings: Settings | None = None) -> WhyReport:
    before, after = SIDES[Relation.ENVIRONMENTS]
    made = comparison or Comparison(Relation.ENVIRONMENTS, "web", before, after, changes)
    return why_report(rank(made, settings or Settings(), NOW), made, Frame("0.1.0", NOW, more="drift diff a b"))


def test_the_first_line_is_the_likeliest_cause():
    made = report(valued(Kind.CONFIG, "label:team", "a", "b"), env("QUEUE", "a", None))
    assert made.headline.answer == "LIKELIEST CAUSE: QUEUE is missing in production: staging has it"
    assert [one.numbered.number for one in made.causes] == [1, 2]
    assert [one.is_likely for one in made.causes] == [True, False]


def test_where_nothing_looks_like_a_reason_the_first_line_says_so():
    made = report(valued(Kind.CONFIG, "label:team", "a", "b"))
    assert made.headline.answer.startswith(
        "NO LIKELY CAUSE: of 1 difference none looks like a reason; the first is: label:team"
    )


def test_where_nothing_differs_the_first_line_says_how_far_that_goes():
    hiding = Settings(env=replace(Settings().env, may_differ=("QUEUE",)))
    assert report().headline.answer == "NOTHING DIFFERS: in all that a snapshot can see"
    assert report(env("QUEUE", "a", None), settings=hiding).headline.answer.endswith(
        "but for 1 difference hidden by the policy"
    )


def test_what_could_not_be_compared_is_said_in_the_first_line_and_leaves_it_open():
    incomparable = Change(Kind.COVERAGE, "collector:packages", change(Kind.COVERAGE, "", None, {}).change.INCOMPARABLE)
    made = report(replace(incomparable, after={"reason": "ends within a stanza"}), env("QUEUE", "a", None))
    assert made.outcome is Outcome.UNJUDGED
    assert made.headline.answer.endswith("(and 1 thing could not be compared)")


def test_equal_things_are_one_line_for_each_kind():
    before, after = SIDES[Relation.ENVIRONMENTS]
    changes = (package("pkg:deb/debian/curl", "8.1", "8.2"), env("QUEUE", "a", None))
    equal = {Kind.PACKAGES: 1203, Kind.MOUNTS: 2, Kind.ENV: 0, Kind.SCHEDULES: 0}
    made = report(comparison=Comparison(Relation.ENVIRONMENTS, "web", before, after, changes, 1205, equal))
    assert [one.sentence for one in made.equal] == ["1,203 of 1,204 packages", "all 2 mounts", "0 of 1 variables"]


def test_what_no_snapshot_can_see_is_one_sentence():
    assert report().unseen.count(".") == 1


def test_two_containers_of_no_environment_are_called_by_their_references():
    sides = Side("container:a"), Side("container:b")
    made = report(comparison=Comparison(Relation.ENVIRONMENTS, "", *sides, (env("QUEUE", "a", None),)))
    assert made.title == "works in container:a, fails in container:b"
    assert (made.causes[0].numbered.before_is, made.causes[0].numbered.after_is) == ("container:a", "container:b")
