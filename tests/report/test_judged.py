from dataclasses import replace
from datetime import timedelta

from drift.model.changes import Change, ChangeType, Comparison, Relation, Side
from drift.model.findings import Hidden, Outcome, Severity
from drift.model.fleet import FleetState
from drift.model.records import Kind
from drift.model.snapshot import Coverage, Route
from drift.report import About, diff_report, report
from drift.report.findings import grouped
from drift.report.parts import NoteType, State
from tests.render.builders import blind, calm, diff, frame, shop, verdict
from tests.render.shop import (
    ENVIRONMENTS,
    FINDINGS,
    NOW,
    comparisons,
    digest,
    finding,
    observation,
    observations,
    state,
)


def test_the_first_line_says_how_much_drifted_and_where():
    made = shop()
    assert made.headline.answer == "DRIFT: 7 findings at or above high in 2 of 4 environments"
    assert made.why == "Failed: 7 findings at or above high."
    assert made.more == "drift why api --works staging --fails production"


def test_the_second_line_says_what_was_judged_and_how_old_it_is():
    assert shop().headline.judged == (
        "dev → integration → staging → production: 3 services, 14 containers; newest read 4 min ago, oldest 34 min ago"
    )


def test_no_drift_says_at_what_threshold_and_how_many_findings_lie_below_it():
    assert calm().headline.answer == "NO DRIFT: nothing at or above high in 4 environments"
    low = [one for one in FINDINGS if one.severity < Severity.HIGH]
    made = report(verdict(low), state(), comparisons(observations()), frame())
    assert made.headline.answer == "NO DRIFT: nothing at or above high in 4 environments (5 findings below it)"
    assert made.headline.state is State.OK


def test_could_not_judge_wins_and_names_the_drift_as_well():
    made = blind()
    assert made.headline.answer == (
        "CANNOT JUDGE: engine ssh://production.example did not answer within 10 s (and 1 more); "
        "DRIFT: 2 findings at or above high in staging"
    )
    assert made.why == "Not judged, for 2 reasons; 2 findings at or above high."
    assert made.more == "drift doctor"


def test_nothing_to_judge_says_so():
    nothing = verdict((), outcome=Outcome.UNJUDGED, unjudged=("nothing to judge: no environment was scanned",))
    made = report(nothing, FleetState(NOW, (), (), ()), (), frame())
    assert made.headline.answer == "CANNOT JUDGE: nothing to judge: no environment was scanned"
    assert (made.title, made.more) == ("", "drift scan")


def test_an_environment_with_a_threshold_of_its_own_is_judged_by_it():
    low = finding("env-differs", Severity.LOW, Kind.ENV, "A")
    judged = verdict([low], outcome=Outcome.DRIFT, thresholds={"production": Severity.LOW})
    made = report(judged, state(), comparisons(observations()), frame())
    assert made.findings[0].fails
    assert made.headline.answer == "DRIFT: 1 finding at or above its environment's threshold in production"


def test_findings_keep_the_verdicts_order_and_are_numbered_in_it():
    made = shop()
    assert [one.number for one in made.findings] == list(range(1, 13))
    severities = [one.finding.severity for one in made.findings]
    assert severities == sorted(severities, reverse=True)


def test_a_finding_tells_when_it_was_seen_first():
    made = shop()
    assert made.findings[0].first_seen == NOW - timedelta(hours=3)
    assert calm().findings == ()


def test_the_two_sides_of_a_finding_have_names():
    sides = {one.finding.rule: (one.before_is, one.after_is) for one in shop().findings}
    assert sides["config-file-changed"] == ("image", "container")
    assert sides["env-missing"] == ("staging", "production")
    assert sides["replica-differs"] == ("other replicas", "this replica")


def test_groups_come_in_the_order_of_their_worst_finding_and_count_what_is_not_shown():
    groups = grouped(shop().findings, at_most=4)
    assert [(one.service, one.environment) for one in groups] == [("api", "production"), ("web", "production")]
    assert [one.number for one in groups[0].findings] == [1, 2, 4]
    assert sum(groups[0].counts.values()) == 5


def test_hidden_findings_are_counted_by_the_line_that_hides_them():
    made = shop()
    assert [(one.by, len(one.findings)) for one in made.hidden] == [
        ("waiver 1 (drift.toml line 31)", 1),
        ("ignore files line 12: app/cache/", 18),
    ]
    assert made.hidden_count == 19


def test_a_sentence_that_holds_for_all_is_said_once_and_another_names_its_containers():
    restarted = Coverage(Route.API, notes=("it restarted while it was read",), unstable=("/app/db",))
    seen = (*observations()[1:], replace(observations()[0], coverage=restarted))
    made = report(verdict(()), FleetState(NOW, ENVIRONMENTS, seen, ()), (), frame())
    notes = {note.type: note.where for note in made.notes}
    assert len(notes[NoteType.NOT_LOOKED_FOR]) == 13
    assert notes[NoteType.NOTE] == notes[NoteType.UNSTABLE] == ("dev/shop-dev-api-1",)
    assert [note.where for note in calm().notes] == [()]


def test_every_container_is_listed_with_its_digest_time_and_route():
    made = shop()
    assert len(made.sides) == 14
    first = made.sides[0]
    assert (first.environment, first.instance, first.route) == ("dev", "shop-dev-api-1", "api")
    assert first.snapshot == digest("snapshot of shop-dev-api-1").hex()
    assert first.at == NOW - timedelta(minutes=34)
    assert first.image


def test_a_diff_names_its_sides_its_findings_and_what_is_equal():
    made = diff()
    assert made.about is About.DIFF
    assert made.headline.answer == (
        "DIFFERENT: 1 finding (high): image:registry.example/shop/web:1.4.2 → container:shop-web-1"
    )
    assert made.headline.judged == "1,204 records equal; read 4 min ago"
    assert made.matrix is None
    assert [side.label for side in made.sides] == [
        "image:registry.example/shop/web:1.4.2",
        "container:shop-web-1",
    ]
    assert made.more == "drift show container:shop-web-1"


def test_a_diff_without_findings_says_what_it_leaves_out():
    one = observation("api", "dev", "api-1")
    explained = Change(Kind.FILES, "/a", ChangeType.CHANGED, explained="image differs")
    made = diff_report(verdict(()), [replace(comparisons([one])[0], changes=(explained,))], frame())
    assert made.headline.answer.startswith("EQUAL: image:")
    assert made.headline.answer.endswith(", but for 1 difference explained by the images")
    hidden = verdict((), hidden=(Hidden(FINDINGS[0], "waiver 1"),))
    assert diff_report(hidden, [], frame()).headline.sentence.endswith("but for 1 difference hidden by the policy")


def test_a_diff_that_could_not_be_made_says_why():
    made = diff_report(verdict((), outcome=Outcome.UNJUDGED, unjudged=("packages failed",)), [], frame())
    assert made.headline.answer == "CANNOT COMPARE: packages failed"


def test_a_diff_of_findings_below_the_threshold_is_different_and_minor():
    low = finding("env-differs", Severity.LOW, Kind.ENV, "A")
    made = diff_report(verdict([low]), comparisons([observation("api", "dev", "api-1")]), frame())
    assert (made.headline.word, made.headline.state) == ("DIFFERENT", State.MINOR)


def test_a_diff_with_findings_about_one_side_alone_is_equal_and_says_so():
    unknown = finding("user-unknown", Severity.HIGH, Kind.ACCOUNTS, "runs-as")
    made = diff_report(verdict([unknown]), comparisons([observation("api", "dev", "api-1")]), frame())
    assert made.headline.word == "EQUAL"
    assert made.headline.sentence.endswith(", but 1 finding (high) whatever it is compared with")
    both = verdict([unknown, finding("env-differs", Severity.LOW, Kind.ENV, "A")])
    assert diff_report(both, comparisons([observation("api", "dev", "api-1")]), frame()).headline.word == "DIFFERENT"


def test_a_diff_of_two_environments_is_titled_by_them_and_keeps_equal_labels_apart():
    def side(environment: str) -> Side:
        return Side("container:web-1", environment, "web-1", digest("i"), digest(environment), NOW.isoformat())

    def between(service: str) -> Comparison:
        return Comparison(Relation.ENVIRONMENTS, service, side("staging"), side("production"), ())

    made = diff_report(verdict(()), [between("web"), between("api")], frame())
    assert made.title == "container:web-1 → container:web-1"
    assert [one.environment for one in made.sides] == ["staging", "production"]


def test_a_command_quotes_a_hostile_name():
    one = observation("api", "dev", "$(reboot)")
    made = diff_report(verdict(()), comparisons([one]), frame())
    assert made.more == "drift show 'container:$(reboot)'"


def test_two_directories_are_called_as_they_were_named():
    sides = [Side(f"dir:{name}", snapshot=digest(name), at=NOW.isoformat()) for name in ("a", "b")]
    comparison = Comparison(Relation.INSTANCES, "b", sides[0], sides[1], ())
    one = finding(
        "file-added", Severity.LOW, Kind.FILES, "/a", relation=Relation.INSTANCES, service="b", environments=()
    )
    made = diff_report(verdict([one]), [comparison], frame())
    assert (made.findings[0].before_is, made.findings[0].after_is) == ("dir:a", "dir:b")
    assert made.headline.judged == "read less than a minute ago"
