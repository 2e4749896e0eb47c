from dataclasses import replace

import pytest

from drift.model.changes import Change, ChangeType, Relation
from drift.model.records import Kind
from drift.model.settings import Pair, Settings
from tests.policy.made import PRODUCTION, STAGING, compared, found, image_change, judged, rule_of, told, valued

BETWEEN = Relation.ENVIRONMENTS


def named(before: str, after: str):
    return replace(STAGING, reference=before), replace(PRODUCTION, reference=after)


@pytest.mark.parametrize(
    ("relation", "severity"),
    [(BETWEEN, "medium"), (Relation.INSTANCES, "high"), (Relation.IMAGE_IMAGE, "low"), (Relation.NOW_BEFORE, "info")],
)
def test_another_image(relation, severity):
    assert rule_of(image_change(), relation) == ("image-differs", severity)


def test_a_pair_that_must_run_the_same_image_makes_it_high():
    settings = Settings(pairs=(Pair("staging", "production", same_image=True),))
    assert rule_of(image_change(), BETWEEN, settings) == ("image-differs", "high")


@pytest.mark.parametrize("pair", [Pair("dev", "staging", same_image=True), Pair("staging", "production")])
def test_a_pair_of_others_or_without_the_wish_leaves_it_as_it_is(pair):
    assert rule_of(image_change(), BETWEEN, Settings(pairs=(pair,))) == ("image-differs", "medium")


@pytest.mark.parametrize(
    ("before", "after"),
    [("web:1.4", "web:1.4"), ("web:latest", "docker.io/library/web"), ("me/web", "docker.io/me/web:latest")],
)
def test_one_reference_and_two_images_is_a_moved_tag(before, after):
    [finding] = found(image_change(), relation=BETWEEN, sides=named(before, after))
    assert (finding.rule, str(finding.severity)) == ("image-tag-moved", "high")


@pytest.mark.parametrize(
    ("before", "after"), [("web:1.4", "web:1.5"), ("", ""), ("r.example/web:1", "web:1"), ("web:1", "")]
)
def test_two_references_or_none_that_is_known_is_another_image(before, after):
    [finding] = found(image_change(), relation=BETWEEN, sides=named(before, after))
    assert finding.rule == "image-differs"


def test_one_reference_for_two_platforms_is_no_moved_tag():
    platform = valued(Kind.IDENTITY, "platform", "linux/amd64", "linux/arm64")
    image, other = found(image_change(), platform, relation=BETWEEN, sides=named("web:1", "web:1"))
    assert image.title == "production runs another image than staging, for another platform"
    assert (other.rule, str(other.severity)) == ("platform-differs", "medium")
    assert other.title == "the platform: linux/amd64 in staging, linux/arm64 in production"


def test_images_of_two_commits_are_named_by_them():
    revision = valued(Kind.IDENTITY, "revision", "91c03d5", "4be7f2a")
    _, other = found(image_change(), revision, relation=BETWEEN)
    assert (other.rule, str(other.severity)) == ("revision-differs", "info")
    assert other.title == "the revision: 91c03d5 in staging, 4be7f2a in production"


def test_what_else_is_known_of_two_images_is_a_member_of_the_difference():
    others = [valued(Kind.IDENTITY, key, "a", "b") for key in ("created", "reference")]
    [finding] = found(image_change(), *others, relation=BETWEEN)
    assert [member.key for member in finding.members] == ["created", "reference"]


def test_one_image_under_two_names_is_information_in_one_line():
    names = [valued(Kind.IDENTITY, key, "a", "b") for key in ("manifest_digest", "reference")]
    verdict = judged(compared(*names, relation=BETWEEN))
    assert told(verdict) == [("image-name-differs", "reference")]
    assert str(verdict.findings[0].severity) == "info"


def test_a_reference_alone_makes_no_difference_to_the_container_s_own_image():
    assert rule_of(valued(Kind.IDENTITY, "reference", "a", "b")) is None


def test_identities_that_could_not_be_compared_are_a_failed_collector():
    one = Change(Kind.IDENTITY, "", ChangeType.INCOMPARABLE, {"reason": "no config"})
    assert rule_of(one, BETWEEN) == ("collector-failed", "medium")
