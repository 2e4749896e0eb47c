import sqlite3
from contextlib import closing
from dataclasses import replace
from datetime import datetime

from drift.model.changes import ChangeType, Relation
from drift.model.findings import Finding, Severity
from drift.model.records import Kind
from drift.store import Judged, Sighting, Store
from tests.store.fleets import exported, take_in
from tests.store.things import hour

MODE = Finding(
    rule="file-mode",
    severity=Severity.HIGH,
    relation=Relation.CONTAINER_IMAGE,
    service="shop/web",
    environments=("prod",),
    kind=Kind.FILES,
    key="/etc/caf\udce9",
    change=ChangeType.CHANGED,
    title="mode of a file",
)
MISSING = replace(
    MODE, rule="env-missing", relation=Relation.ENVIRONMENTS, environments=("staging", "prod"), kind=Kind.ENV, key="A"
)
PROD = Judged(environments={"prod"})
ALL = Judged(environments={"prod", "staging"})


def sighting(store: Store, finding: Finding) -> Sighting:
    return store.sightings.get([finding.fingerprint])[finding.fingerprint]


def test_a_finding_is_seen_from_when_to_when(store):
    for count in (0, 3):
        store.sightings.record([MODE], hour(count), ALL)

    one = sighting(store, MODE)

    assert (one.first_seen, one.last_seen, one.resolved, one.worst) == (hour(0), hour(3), None, Severity.HIGH)


def test_a_finding_that_was_never_seen_is_left_out(store):
    assert store.sightings.get([MODE.fingerprint]) == {}


def test_the_worst_severity_stays(store):
    for count, severity in enumerate((Severity.LOW, Severity.CRITICAL, Severity.MEDIUM)):
        store.sightings.record([replace(MODE, severity=severity)], hour(count), ALL)

    assert sighting(store, MODE).worst is Severity.CRITICAL


def test_what_is_judged_again_and_not_found_is_resolved_once(store):
    store.sightings.record([MODE], hour(0), ALL)
    store.sightings.record([], hour(1), ALL)
    store.sightings.record([], hour(2), ALL)

    assert sighting(store, MODE).resolved == hour(1)
    assert sighting(store, MODE).last_seen == hour(0)


def test_what_comes_back_stands_again_since_its_first_day(store):
    for count, findings in enumerate(([MODE], [], [MODE])):
        store.sightings.record(findings, hour(count), ALL)

    assert sighting(store, MODE).resolved is None
    assert sighting(store, MODE).first_seen == hour(0)


def test_only_what_was_judged_is_resolved(store):
    store.sightings.record([MODE, MISSING], hour(0), ALL)

    store.sightings.record([], hour(1), Judged(environments={"staging"}))
    store.sightings.record([], hour(1), Judged(environments={"prod"}, services={"shop/db"}))
    store.sightings.record([], hour(1), Judged(environments={"prod"}, relations={Relation.INSTANCES}))
    assert sighting(store, MODE).resolved is None

    store.sightings.record([], hour(2), PROD)
    assert sighting(store, MODE).resolved == hour(2)
    assert sighting(store, MISSING).resolved is None  # it lies between two environments


def test_a_clock_that_was_set_back_moves_no_first_day_forward(store):
    store.sightings.record([MODE], hour(5), ALL)
    store.sightings.record([MODE], hour(1), ALL)

    assert (sighting(store, MODE).first_seen, sighting(store, MODE).last_seen) == (hour(1), hour(5))


def test_people_see_what_stands_now(store, path):
    store.sightings.record([MODE, MISSING], hour(0), ALL)
    store.sightings.record([MODE], hour(1), ALL)

    with closing(sqlite3.connect(path)) as plain:
        plain.text_factory = bytes
        rows = plain.execute("SELECT worst_severity, rule, service, environments, key FROM drift_now").fetchall()

    assert rows == [(b"high", b"file-mode", b"shop/web", b'["prod"]', b"/etc/caf\xe9")]


def test_a_finding_stands_since_it_came_back(store):
    for count, findings in enumerate(([MODE], [], [MODE], [MODE])):
        store.sightings.record(findings, hour(count), ALL)

    assert sighting(store, MODE).since == hour(2)


def test_a_finding_stands_since_it_became_worse(store):
    for count, severity in enumerate((Severity.LOW, Severity.CRITICAL, Severity.MEDIUM)):
        store.sightings.record([replace(MODE, severity=severity)], hour(count), ALL)

    assert sighting(store, MODE).since == hour(1)


def test_what_a_gate_refused_stays_refused_until_it_is_gone(store):
    store.sightings.record([MODE], hour(0), ALL)
    store.sightings.refuse([MODE], hour(0))
    store.sightings.record([MODE], hour(1), ALL)
    assert sighting(store, MODE).refused

    store.sightings.record([], hour(2), ALL)
    store.sightings.record([MODE], hour(3), ALL)
    assert not sighting(store, MODE).refused


def test_a_finding_between_two_environments_is_gone_only_where_that_step_was_judged(store):
    store.sightings.record([MISSING], hour(0), ALL)

    store.sightings.record(
        [], hour(1), Judged({"staging", "test", "prod"}, steps=[("staging", "test"), ("test", "prod")])
    )
    assert sighting(store, MISSING).resolved is None

    store.sightings.record([], hour(2), Judged({"staging", "prod"}, steps=[("staging", "prod")]))
    assert sighting(store, MISSING).resolved == hour(2)


def stretches(store: Store, since: float = 0) -> list[tuple[str, Severity, datetime, datetime | None]]:
    return [(one.key, one.severity, one.since, one.until) for one in store.sightings.episodes(hour(since))]


def test_an_episode_ends_where_the_finding_goes_and_another_begins_where_it_comes_back(store):
    for count, findings in enumerate(([MODE], [MODE], [], [], [MODE], [MODE])):
        store.sightings.record(findings, hour(count), ALL)

    assert stretches(store) == [
        (MODE.key, Severity.HIGH, hour(0), hour(2)),
        (MODE.key, Severity.HIGH, hour(4), None),
    ]


def test_an_episode_has_one_severity(store):
    for count, severity in enumerate((Severity.LOW, Severity.LOW, Severity.CRITICAL, Severity.MEDIUM)):
        store.sightings.record([replace(MODE, severity=severity)], hour(count), ALL)

    assert [(severity, since) for _, severity, since, _ in stretches(store)] == [
        (Severity.LOW, hour(0)),
        (Severity.CRITICAL, hour(2)),
        (Severity.MEDIUM, hour(3)),
    ]


def test_what_was_gone_before_the_time_asked_for_is_left_out(store):
    for count, findings in enumerate(([MODE, MISSING], [MISSING], [])):
        store.sightings.record(findings, hour(count), ALL)

    assert [key for key, *_ in stretches(store, 1.5)] == [MISSING.key]
    assert stretches(store, 3) == []


def test_an_unchanged_finding_is_one_row_however_often_it_is_seen(store, path):
    for count in range(20):
        store.sightings.record([MODE], hour(count), ALL)

    with closing(sqlite3.connect(path)) as plain:
        assert plain.execute("SELECT count(*) FROM episode").fetchone() == (1,)


def test_a_finding_that_changes_twice_at_one_moment_is_what_it_was_last(store):
    for severity in (Severity.LOW, Severity.HIGH):
        store.sightings.record([replace(MODE, severity=severity)], hour(1), ALL)

    assert stretches(store) == [(MODE.key, Severity.HIGH, hour(1), None)]


def test_no_episode_ends_before_it_began_where_the_clock_was_set_back(store):
    store.sightings.record([MODE], hour(5), ALL)
    store.sightings.record([], hour(1), ALL)

    assert stretches(store) == [(MODE.key, Severity.HIGH, hour(5), hour(5))]


def test_an_episode_names_what_its_finding_is_about(store):
    store.sightings.record([MISSING], hour(0), ALL)

    (one,) = store.sightings.episodes(hour(0))
    assert (one.fingerprint, one.rule, one.service) == (MISSING.fingerprint, "env-missing", "shop/web")
    assert (one.environments, one.environment, one.kind, one.key) == (("staging", "prod"), "prod", "env", "A")


def test_what_another_store_saw_is_one_stretch_until_it_is_seen_here(store, tmp_path):
    with Store.open(tmp_path / "edge.db") as edge:
        for count, findings in enumerate(([MODE, MISSING], [], [MODE])):
            edge.sightings.record(findings, hour(count), ALL)
        take_in(store, exported(edge))

    assert sorted(stretches(store)) == [
        (MODE.key, Severity.HIGH, hour(0), None),
        (MISSING.key, Severity.HIGH, hour(0), hour(1)),
    ]

    store.sightings.record([MODE], hour(3), ALL)
    store.sightings.record([], hour(4), ALL)
    assert (MODE.key, Severity.HIGH, hour(0), hour(4)) in stretches(store)


def test_old_scans_may_be_forgotten_and_episodes_stay(store):
    for count, findings in enumerate(([MODE], [])):
        store.sightings.record(findings, hour(count), ALL)
    before = stretches(store)

    store.prune(1, hour(1_000))

    assert stretches(store) == before
