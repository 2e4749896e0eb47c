import pytest

from drift.model import coverage
from drift.model.changes import Change, ChangeType, Relation
from drift.model.records import Kind
from drift.policy.rules import BY_ID
from tests.policy.made import compared, found, judged, rule_of, told

BETWEEN = Relation.ENVIRONMENTS


@pytest.mark.parametrize(
    ("one", "relation", "expected"),
    [
        (coverage.service_missing(), BETWEEN, ("service-missing", "high")),
        (coverage.service_extra(), BETWEEN, ("service-extra", "medium")),
        (coverage.service_ambiguous("web", ["staging: a/web"], "line"), BETWEEN, ("service-ambiguous", "medium")),
        (coverage.environment_not_scanned("never"), Relation.CONTAINER_IMAGE, ("environment-not-scanned", "medium")),
        (
            coverage.too_old(90_000, 86_400, "2026-11-23T07:00:00Z"),
            Relation.CONTAINER_IMAGE,
            ("snapshot-stale", "medium"),
        ),
        (coverage.image_missing("deleted"), Relation.CONTAINER_IMAGE, ("image-missing", "medium")),
        (coverage.tag_moved("web:1.4", "aa", "bb"), Relation.CONTAINER_IMAGE, ("tag-moved", "medium")),
        (coverage.target_failed("db", "timed out"), Relation.CONTAINER_IMAGE, ("target-failed", "medium")),
        (coverage.target_failed("db", "gone", "vanished"), Relation.CONTAINER_IMAGE, ("target-vanished", "low")),
        (coverage.collector_failed(Kind.PACKAGES, "line 3"), Relation.CONTAINER_IMAGE, ("collector-failed", "medium")),
        (coverage.unstable("/srv/db", in_image=True), Relation.CONTAINER_IMAGE, ("unstable-file", "low")),
        (coverage.unstable("/srv/db", in_image=False), Relation.CONTAINER_IMAGE, ("unstable-file", "info")),
        (coverage.other_key("TOKEN", "aa", "bb"), BETWEEN, ("key-differs", "low")),
        (coverage.clock_skewed("it is off"), Relation.CONTAINER_IMAGE, ("clock-skew", "medium")),
        (coverage.not_looked_for("edits that keep size and time"), Relation.CONTAINER_IMAGE, ("not-looked-for", "low")),
    ],
)
def test_each_gap_has_its_rule(one, relation, expected):
    assert rule_of(one, relation) == expected


@pytest.mark.parametrize(
    "rule",
    [
        "collector-failed",
        "target-failed",
        "environment-not-scanned",
        "snapshot-stale",
        "image-missing",
        "service-ambiguous",
    ],
)
def test_failures_leave_the_verdict_open(rule):
    assert BY_ID[rule].unjudged


def test_only_these_leave_it_open():
    assert sum(rule.unjudged for rule in BY_ID.values()) == 6


def test_a_snapshot_from_the_future_says_so():
    [finding] = found(coverage.too_old(-3 * 86_400, 86_400, "2026-11-27T00:00:00Z"))
    assert finding.title.endswith(" was read 3 days in the future: a clock is or was wrong")


def test_a_missing_service_says_where_it_is():
    [finding] = found(coverage.service_missing(), relation=BETWEEN)
    assert finding.title == "web is missing in production: staging has it"


def test_an_ambiguous_service_names_the_line_to_add():
    one = coverage.service_ambiguous("web", ["staging: a/web", "staging: b/web"], '[applications] "x" = ["a", "b"]')
    [finding] = found(one, relation=BETWEEN)
    assert (
        finding.title
        == "web in production cannot be paired with staging: web could be staging: a/web or staging: b/web"
    )
    assert finding.remedy == 'Add to drift.toml: [applications] "x" = ["a", "b"]'


def test_an_age_is_said_in_the_words_of_people():
    [finding] = found(coverage.too_old(3 * 86_400 + 5, 86_400, "2026-11-21T08:00:00Z"))
    assert finding.title == "production was read 3 days ago; 1 day is allowed"
    assert (finding.service, finding.environments) == ("", ("production",))


def test_an_age_of_the_earlier_side_is_about_its_environment():
    one = coverage.too_old(90_000, 86_400, "2026-11-23T07:00:00Z", of_before=True)
    [finding] = found(one, relation=BETWEEN)
    assert finding.environments == ("staging",)


def test_a_failed_collector_of_one_side_is_one_finding_whatever_that_side_is_compared_with():
    failed = Change(Kind.PACKAGES, "", ChangeType.INCOMPARABLE, None, {"reason": "line 3"})
    verdict = judged(compared(failed), compared(failed, relation=BETWEEN))
    assert told(verdict) == [("collector-failed", "collector:packages")]


def test_both_reasons_are_said_where_both_sides_failed():
    one = Change(Kind.PACKAGES, "", ChangeType.INCOMPARABLE, {"reason": "truncated"}, {"reason": "line 3"})
    [finding] = found(one, relation=BETWEEN)
    assert finding.title == "packages of env:production/web could not be compared: truncated and line 3"


def test_the_moved_tag_is_named():
    [finding] = found(coverage.tag_moved("web:1.4", "aa", "bb"))
    assert finding.title == "web:1.4 names another image by now than container:web-1 runs"


def test_an_unstable_file_is_told_once_though_two_say_it():
    record = {"type": "file", "mode": "0644", "uid": 0, "gid": 0, "size": 3, "sha256": None}
    said = Change(Kind.FILES, "/srv/db", ChangeType.CHANGED, {**record, "sha256": "aa"}, record)
    assert told(judged(compared(said, coverage.unstable("/srv/db", in_image=True)))) == [("unstable-file", "/srv/db")]
