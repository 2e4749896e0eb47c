from collections.abc import Mapping
from datetime import datetime
from typing import Any

import pytest

from drift.errors import UnknownReference
from drift.model.canonical import Document
from drift.store import ScanOutcome, Scope, Store
from tests.store.things import DOCKER, PODMAN, START, by_name, failure, hour, observation, scan, seen, snapshot


def values(store: Store, values: str) -> None:
    for count, value in enumerate(values):
        scan(store, hour(count), seen(snapshot(A=value), hour(count)))


def test_history_is_newest_first_and_as_long_as_asked_for(store):
    values(store, "aab")

    assert [one.at for one in store.history.observations()] == [hour(2), hour(1), hour(0)]
    assert [one.at for one in store.history.observations(limit=1)] == [hour(2)]


def test_history_is_of_a_service_an_environment_or_a_container(store):
    scan(store, hour(0), seen(snapshot(), hour(0)), seen(snapshot(), hour(0), service="db", container="db-1"))
    scan(store, hour(1), seen(snapshot(), hour(1), environment="dev", application=""), environment="dev")

    def of(**filters: str) -> list[tuple[str, str]]:
        return [(one.environment, one.container_name) for one in store.history.observations(**filters)]

    assert of(service="web") == [("dev", "web-1"), ("prod", "web-1")]
    assert of(service="shop/web") == [("prod", "web-1")]
    assert of(environment="prod") == [("prod", "db-1"), ("prod", "web-1")]
    assert of(environment="prod", service="db") == [("prod", "db-1")]
    assert of(container="db-1") == [("prod", "db-1")]
    assert of(service="we%") == []


def test_tilde_is_the_last_time_that_the_state_was_another(store):
    values(store, "abbacc")

    def at(text: str) -> Any:
        return store.history.resolve("prod", "web", text)

    assert [at("~0"), at("~1"), at("~2"), at("~3")] == [hour(5), hour(3), hour(2), hour(0)]
    (then,) = store.history.state(by_name, at("~1")).observations
    assert then.snapshot == snapshot(A="a").digest


def test_replicas_are_one_state(store):
    scan(store, hour(0), seen(snapshot(A="1"), hour(0)), seen(snapshot(A="2"), hour(0), container="web-2"))
    scan(store, hour(1), seen(snapshot(A="2"), hour(1)), seen(snapshot(A="1"), hour(1), container="web-2"))
    scan(store, hour(2), seen(snapshot(A="2"), hour(2)), seen(snapshot(A="2"), hour(2), container="web-2"))

    assert [span.until for span in store.history.spans("prod", "web")] == [hour(2), hour(1)]


def test_a_whole_environment_has_states_too(store):
    scan(store, hour(0), seen(snapshot(A="1"), hour(0)))
    scan(store, hour(1), seen(snapshot(A="1"), hour(1)), seen(snapshot(), hour(1), service="db", container="db-1"))

    assert [span.until for span in store.history.spans("prod")] == [hour(1), hour(0)]
    assert [span.until for span in store.history.spans("prod", "web")] == [hour(1)]


def test_two_engines_in_one_scan_are_one_state(store):
    for count, value in enumerate("ab"):
        uid = store.scans.begin("0.1.0", hour(count))
        for engine, name in ((DOCKER, "web-1"), (PODMAN, "web-2")):
            store.scans.engine(uid, "prod", engine, Scope.RUNNING)
            one = snapshot(A=value)
            store.scans.observe(uid, observation(one, hour(count), container=name, engine=engine), one)
        store.scans.end(uid, hour(count), ScanOutcome.OK)

    assert [span.until for span in store.history.spans("prod", "web")] == [hour(1), hour(0)]


def test_a_scan_that_could_not_read_the_second_engine_or_a_replica_is_no_state(store):
    scan(store, hour(0), seen(snapshot(A="1"), hour(0)), failure(container="web-2"))
    uid = store.scans.begin("0.1.0", hour(1))
    store.scans.engine(uid, "prod", DOCKER, Scope.RUNNING)
    store.scans.engine(uid, "prod", PODMAN, Scope.RUNNING)
    store.scans.observe(uid, observation(snapshot(A="2"), hour(1)), snapshot(A="2"))
    store.scans.fail(uid, failure(container="web-3", engine=PODMAN))
    store.scans.end(uid, hour(1), ScanOutcome.FAILED)

    assert store.history.spans("prod", "web") == []


def test_a_partial_scan_that_saw_a_change_is_a_time(store):
    scan(store, hour(0), seen(snapshot(A="1"), hour(0)), seen(snapshot(A="1"), hour(0), container="web-2"))
    scan(store, hour(1), seen(snapshot(A="2"), hour(1)), scope=Scope.PARTIAL)

    newest = store.history.spans("prod", "web")[0]

    assert (newest.until, len(newest.snapshots)) == (hour(1), 2)
    assert store.history.resolve("prod", "web", "~1") == hour(0)


def test_a_scan_that_could_not_read_the_service_is_no_state_of_it(store):
    scan(store, hour(0), seen(snapshot(A="1"), hour(0)))
    scan(store, hour(1), failure())
    scan(store, hour(2), reason="connection refused")
    scan(store, hour(3))
    scan(store, hour(4), seen(snapshot(A="1"), hour(4)))

    assert [span.until for span in store.history.spans("prod", "web")] == [hour(4)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2026-11-01", "2026-11-01T23:59:59.999999+00:00"),
        ("2026-11-01T12:30:00Z", "2026-11-01T12:30:00+00:00"),
        ("2026-11-01T14:30:00+02:00", "2026-11-01T14:30:00+02:00"),
        ("2026-11-01T12:30", "2026-11-01T12:30:00+00:00"),
    ],
)
def test_a_date_is_the_end_of_that_day_and_a_time_is_utc_unless_it_says_so(store, text, expected):
    values(store, "a")

    assert store.history.resolve("prod", "web", text).isoformat() == expected


@pytest.mark.parametrize(
    ("service", "text", "said"),
    [
        ("web", "~2", "only 2 states"),
        ("web", "2026-10-31", "no scan is as old"),
        ("web", "2026-13-31", "is no time"),
        ("web", "~x", "is no time"),
        ("db", "~1", "no scan has seen it"),
        (None, "~9", "env:prod@~9: only 2 states"),
    ],
)
def test_a_time_that_is_none_says_why(store, service, text, said):
    values(store, "ab")

    with pytest.raises(UnknownReference, match=said):
        store.history.resolve("prod", service, text)


def test_a_container_is_found_as_it_was(store):
    values(store, "abb")

    def at(text: str) -> Any:
        return store.history.container("web-1", text).at

    assert (at(""), at("~0"), at("~1")) == (hour(2), hour(2), hour(0))
    assert at("2026-11-01T13:30:00Z") == hour(1)
    assert at("2026-11-01") == hour(2)


def test_a_container_that_two_engines_have_must_be_told_apart(store):
    scan(store, hour(0), seen(snapshot(), hour(0)))
    scan(store, hour(1), seen(snapshot(), hour(1), environment="dev", engine=PODMAN), environment="dev", engine=PODMAN)

    with pytest.raises(UnknownReference, match=r"dev \(ssh://prod\), prod \(unix:"):
        store.history.container("web-1")
    assert store.history.container("web-1", environment="dev").at == hour(1)


def test_a_container_that_was_never_seen_or_not_yet_says_so(store):
    values(store, "a")

    with pytest.raises(UnknownReference, match="no scan has seen it"):
        store.history.container("other")
    with pytest.raises(UnknownReference, match="no scan is as old"):
        store.history.container("web-1", "2026-10-31")


def observe(store: Store, at: datetime, documents: Mapping[str, Document], container: str = "web-1") -> None:
    uid = store.scans.begin("0.1.0", at)
    store.scans.observe(uid, observation(snapshot(), at, container=container), snapshot(), documents)
    store.scans.end(uid, at, ScanOutcome.OK)


def test_documents_are_kept_where_they_differ_from_the_last_ones(store):
    one, two = {"inspect": {"A": 1}, "info": {"B": 1}}, {"inspect": {"A": 2}, "info": {"B": 1}}
    for count, documents in enumerate((one, one, two, two, one)):
        observe(store, hour(count), documents)

    found = [store.history.documents(observation(snapshot(), hour(count))) for count in range(5)]

    assert found == [one, one, two, two, one]
    assert store._connection.value("SELECT count(*) FROM document") == 3
    assert store._connection.value("SELECT count(*) FROM observation_document") == 4


def test_documents_are_those_of_the_instance(store):
    observe(store, hour(0), {"inspect": {"A": 1}})
    observe(store, hour(0), {"inspect": {"A": 2}}, container="web-2")

    assert store.history.documents(observation(snapshot(), hour(0))) == {"inspect": {"A": 1}}
    assert store.history.documents(observation(snapshot(), START, container="web-3")) == {}


def test_a_clock_that_was_set_back_does_not_mix_up_documents(store):
    for at, value in ((hour(5), 1), (hour(1), 2), (hour(6), 1)):
        observe(store, at, {"inspect": {"A": value}})

    found = [store.history.documents(observation(snapshot(), at))["inspect"]["A"] for at in (hour(1), hour(5), hour(6))]

    assert found == [2, 1, 1]


def test_the_turns_are_where_a_container_appears_is_made_anew_or_changes(store):
    for count, (variable, uid) in enumerate(
        (("1", "u1"), ("1", "u1"), ("2", "u1"), ("2", "u1"), ("2", "u2"), ("1", "u2"))
    ):
        scan(store, hour(count), seen(snapshot(A=variable), hour(count), uid=uid))

    assert [(one.at, one.container_uid) for one in store.history.turns(hour(0))] == [
        (hour(0), "u1"),
        (hour(2), "u1"),
        (hour(4), "u2"),
        (hour(5), "u2"),
    ]
    assert [one.at for one in store.history.turns(hour(3))] == [hour(4), hour(5)]


def test_containers_beside_each_other_have_turns_of_their_own(store):
    for count in range(3):
        both = [seen(snapshot(A=name), hour(count), container=name) for name in ("web-1", "web-2")]
        scan(store, hour(count), *both)

    assert [one.container_name for one in store.history.turns(hour(0))] == ["web-1", "web-2"]
