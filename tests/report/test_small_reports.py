from dataclasses import replace
from datetime import timedelta
from typing import Any

from drift.model.changes import ChangeType
from drift.model.facts import Status
from drift.model.snapshot import Observation, ServiceName
from drift.report import Novelty, Target, history_report, scan_report, status_report
from drift.report.history import EventType
from tests.render.builders import failure, history, scan, shop, show
from tests.render.shop import NOW, digest, observation


def events(*seen: Observation, **known: Any) -> list[tuple[EventType, str, str]]:
    made = history_report("web", seen, tool="0.1.0", now=NOW, **known)
    return [(event.type, event.environment, event.instance) for event in reversed(made.events)]


def web(
    days: int,
    snapshot: str,
    uid: str = "1" * 64,
    name: str = "web-1",
    reference: str = "web:1",
    environment: str = "dev",
) -> Observation:
    return observation(
        "web", environment, name, at=NOW - timedelta(days=days), snapshot=digest(snapshot), container_uid=uid,
        image_reference=reference,
    )  # fmt: skip


def test_a_status_is_the_matrix_of_a_report():
    made = status_report(shop())
    assert made.headline == shop().headline
    assert made.matrix == shop().matrix
    assert made.counts == shop().counts


def test_what_is_seen_again_unchanged_is_no_event():
    assert events(web(2, "a"), web(1, "a"), web(0, "a")) == [(EventType.FIRST_SEEN, "dev", "web-1")]


def test_another_state_of_the_same_container_is_a_change():
    assert events(web(1, "a"), web(0, "b"))[-1] == (EventType.CHANGED, "dev", "web-1")


def test_a_new_container_of_another_image_is_a_rollout_and_of_the_same_image_recreated():
    assert events(web(1, "a"), web(0, "b", uid="2" * 64, reference="web:2"))[-1][0] is EventType.ROLLOUT
    assert events(web(1, "a"), web(0, "a", uid="2" * 64))[-1][0] is EventType.RECREATED


def test_a_tag_that_names_another_image_by_now_is_a_rollout_too():
    images = {digest("a"): digest("image 1"), digest("b"): digest("image 2")}
    assert events(web(1, "a"), web(0, "b", uid="2" * 64), images=images)[-1][0] is EventType.ROLLOUT


def test_a_container_under_a_new_name_continues_what_its_environment_had():
    found = events(web(1, "a"), web(0, "b", uid="2" * 64, name="web-xyz", reference="web:2"))
    assert found[-1] == (EventType.ROLLOUT, "dev", "web-xyz")
    elsewhere = events(web(1, "a"), web(0, "a", uid="2" * 64, environment="staging"))
    assert elsewhere[-1] == (EventType.FIRST_SEEN, "staging", "web-1")


def test_the_order_of_the_observations_does_not_matter():
    seen = [web(2, "a"), web(1, "b"), web(0, "b")]
    assert events(*seen) == events(*reversed(seen))


def test_a_history_tells_since_when_a_container_is_as_it_is():
    made = history()
    production = next(one for one in made.lives if one.environment == "production")
    assert production.first_seen == NOW - timedelta(days=9)
    assert production.unchanged_since == NOW - timedelta(days=2)
    assert production.seen == 5
    assert [one.environment for one in made.lives] == ["staging", "production"]


def test_a_change_has_the_counts_of_its_comparison():
    newest = history().events[0]
    assert newest.type is EventType.CHANGED
    assert newest.change is not None
    assert newest.change.changes == {ChangeType.ADDED: 1, ChangeType.CHANGED: 1}


def test_a_service_that_was_never_seen_has_a_history_that_says_so():
    made = history_report("nope", [], tool="0.1.0", now=NOW)
    assert made.headline.answer == "HISTORY: nope was never seen"
    assert made.more == "drift scan"


def test_a_snapshot_shows_each_kind_with_its_status():
    made = show()
    assert {one.kind.value: (one.status, one.summary) for one in made.kinds} == {
        "documents": (Status.ABSENT, "not what this source can say"),
        "env": (Status.OK, "2 records"),
        "files": (Status.OK, "2 records"),
        "mounts": (Status.OK, "0 records"),
        "packages": (Status.FAILED, "failed: var/lib/dpkg/status ends within a stanza"),
    }
    assert made.headline.sentence == "container:shop-web-1 has 4 records of 5 kinds; failed: packages"


def test_a_scan_says_what_is_new_and_where_it_is_kept():
    made = scan()
    assert made.headline.answer == (
        "SCANNED: 14 containers read in dev, integration, staging, production; 2 snapshots new"
    )
    assert [one.summary for one in made.environments][:2] == [
        "3 containers: 1 first, 1 changed, 1 unchanged",
        "3 containers: 3 unchanged",
    ]


def test_a_failed_target_makes_a_scan_incomplete_and_a_skipped_one_does_not():
    skipped = failure("dev", outcome="skipped", service=ServiceName("", "migrate"))
    assert scan([skipped]).headline.word == "SCANNED"
    assert scan([skipped]).environments[0].summary.endswith("; 1 skipped")
    broken = scan([failure()])
    assert broken.headline.word == "SCAN INCOMPLETE"
    assert broken.headline.sentence.endswith("; 1 target failed")
    assert broken.more == "drift doctor"


def test_a_scan_without_news_says_so_and_keeps_environments_without_containers():
    one = Target(web(0, "a"), Novelty.UNCHANGED)
    made = scan_report(["dev", "staging"], [one], [], store="x.db", tool="0.1.0", now=NOW)
    assert made.headline.sentence == "1 container read in dev, staging; nothing new"
    assert made.environments[1].summary == "0 containers"


def test_a_container_that_is_gone_is_news():
    made = scan(gone=[web(1, "a", name="web-9")])
    assert made.headline.sentence.endswith("; 2 snapshots new, 1 container gone")
    assert made.environments[0].summary == "3 containers: 1 first, 1 changed, 1 unchanged; 1 gone"


def test_a_scan_that_read_nothing_says_why():
    made = scan_report(["dev"], [], [], store="x.db", tool="0.1.0", now=NOW, nothing="no container runs there")
    assert made.headline.answer == "SCANNED: nothing read in dev: no container runs there"


def test_the_targets_of_a_scan_stand_in_the_order_of_service_and_container():
    seen = [Target(web(0, "a", name=name), Novelty.FIRST) for name in ("web-2", "web-1")]
    api = Target(replace(web(0, "a", name="api-9"), service=ServiceName("", "api")), Novelty.FIRST)
    made = scan_report(["dev"], [*seen, api], [], store="x.db", tool="0.1.0", now=NOW)
    assert [one.observation.container_name for one in made.environments[0].targets] == ["api-9", "web-1", "web-2"]
