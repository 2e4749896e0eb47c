from dataclasses import replace
from datetime import UTC, datetime, timedelta

from drift.model.fleet import EngineScan, FleetState
from drift.store import ScanOutcome, Scope, Store
from tests.store.things import (
    DOCKER,
    PODMAN,
    by_name,
    failure,
    hour,
    observation,
    scan,
    seen,
    snapshot,
)


def state(store: Store, at: datetime | None = None, environments: list[str] | None = None) -> FleetState:
    return store.history.state(by_name, at, environments)


def shown(fleet: FleetState) -> list[tuple[str, str, datetime]]:
    return [(one.environment, one.container_name, one.at) for one in fleet.observations]


def test_an_empty_store_has_no_environment(store):
    fleet = state(store)

    assert (fleet.environments, fleet.observations, fleet.failures) == ((), (), ())


def test_an_observation_comes_back_as_it_was(store):
    one = seen(snapshot(A="1"), hour(0))
    scan(store, hour(0), one)

    assert state(store).observations == (one[1],)


def test_names_that_are_not_utf8_come_back(store):
    one = seen(snapshot(A="1"), hour(0), environment="prod", container="web\udcff", application="né")
    scan(store, hour(0), one)

    assert state(store).observations == (one[1],)


def test_a_complete_scan_says_which_containers_are_gone(store):
    scan(store, hour(0), seen(snapshot(), hour(0)), seen(snapshot(), hour(0), container="web-2"))
    scan(store, hour(1), seen(snapshot(), hour(1)))

    assert shown(state(store)) == [("prod", "web-1", hour(1))]


def test_an_environment_whose_last_scan_found_nothing_is_still_there(store):
    scan(store, hour(0), seen(snapshot(), hour(0)))
    scan(store, hour(1))

    assert (state(store).environments, state(store).observations) == (("prod",), ())


def test_a_later_partial_scan_says_nothing_of_the_others(store):
    scan(store, hour(0), seen(snapshot(), hour(0)), seen(snapshot(), hour(0), container="web-2"))
    scan(store, hour(1), seen(snapshot(A="2"), hour(1), container="web-2"), scope=Scope.PARTIAL)

    assert shown(state(store)) == [("prod", "web-1", hour(0)), ("prod", "web-2", hour(1))]


def test_a_container_made_anew_takes_the_place_of_the_one_with_its_name(store):
    scan(store, hour(0), seen(snapshot(), hour(0), uid="old"))
    scan(store, hour(1), seen(snapshot(), hour(1), uid="new"), scope=Scope.PARTIAL)

    assert [one.container_uid for one in state(store).observations] == ["new"]


def test_a_renamed_container_is_there_once(store):
    scan(store, hour(0), seen(snapshot(), hour(0), uid="same"))
    scan(store, hour(1), seen(snapshot(), hour(1), uid="same", container="renamed"), scope=Scope.PARTIAL)

    assert shown(state(store)) == [("prod", "renamed", hour(1))]


def test_partial_scans_alone_are_a_state_too(store):
    scan(store, hour(0), seen(snapshot(), hour(0)), scope=Scope.PARTIAL)
    scan(store, hour(1), seen(snapshot(), hour(1), container="web-2"), scope=Scope.PARTIAL)

    assert shown(state(store)) == [("prod", "web-1", hour(0)), ("prod", "web-2", hour(1))]


def test_each_engine_of_an_environment_has_its_own_last_scan(store):
    scan(store, hour(0), seen(snapshot(), hour(0)))
    scan(store, hour(1), seen(snapshot(), hour(1), container="web-2", engine=PODMAN), engine=PODMAN)
    scan(store, hour(2), seen(snapshot(), hour(2)))

    assert shown(state(store)) == [("prod", "web-1", hour(2)), ("prod", "web-2", hour(1))]


def test_one_engine_can_serve_two_environments(store):
    scan(store, hour(0), seen(snapshot(), hour(0), environment="dev"), environment="dev")
    scan(store, hour(1), seen(snapshot(), hour(1), container="web-2"))

    assert shown(state(store)) == [("dev", "web-1", hour(0)), ("prod", "web-2", hour(1))]


def test_environments_come_in_the_order_that_is_asked_for(store):
    for name in ("prod", "dev"):
        scan(store, hour(0), seen(snapshot(), hour(0), environment=name), environment=name)

    fleet = store.history.state(lambda names: tuple(sorted(names, reverse=True)))

    assert fleet.environments == ("prod", "dev")
    assert [one.environment for one in fleet.observations] == ["prod", "dev"]


def test_only_the_environments_that_are_asked_for_are_told(store):
    for name in ("prod", "dev"):
        scan(store, hour(0), seen(snapshot(), hour(0), environment=name), environment=name)

    assert state(store, environments=["dev"]).environments == ("dev",)
    assert len(state(store, environments=["dev"]).observations) == 1


def test_a_scan_that_was_killed_does_not_count(store):
    scan(store, hour(0), seen(snapshot(), hour(0)), seen(snapshot(), hour(0), container="web-2"))
    killed = store.scans.begin("0.1.0", hour(1))
    store.scans.engine(killed, "prod", DOCKER, Scope.RUNNING)
    store.scans.observe(killed, observation(snapshot(A="9"), hour(1)), snapshot(A="9"))

    assert shown(state(store)) == [("prod", "web-1", hour(0)), ("prod", "web-2", hour(0))]


def test_the_state_at_a_time_is_that_of_the_last_scan_ended_by_then(store):
    for count in range(3):
        scan(store, hour(count), seen(snapshot(A=str(count)), hour(count)))

    assert shown(state(store, hour(1))) == [("prod", "web-1", hour(1))]
    assert shown(state(store, hour(1.5))) == [("prod", "web-1", hour(1))]
    assert state(store, hour(1.5)).at == hour(1.5)
    assert state(store, hour(-1)).environments == ()
    assert state(store).at == hour(2)


def test_a_clock_that_was_set_back_hides_nothing(store):
    scan(store, hour(5), seen(snapshot(A="1"), hour(5)))
    scan(store, hour(1), seen(snapshot(A="2"), hour(1)))

    assert shown(state(store)) == [("prod", "web-1", hour(5))]
    assert shown(state(store, hour(2))) == [("prod", "web-1", hour(1))]


def test_a_target_that_could_not_be_read_is_a_failure_in_place_of_what_was_seen_before(store):
    scan(store, hour(0), seen(snapshot(), hour(0)))
    scan(store, hour(1), failure(), scope=Scope.PARTIAL)

    fleet = state(store)

    assert fleet.observations == ()
    assert fleet.failures == (failure(),)


def test_a_failure_goes_when_the_target_is_read(store):
    scan(store, hour(0), failure(), seen(snapshot(), hour(0), container="web-2"))
    scan(store, hour(1), seen(snapshot(), hour(1)), scope=Scope.PARTIAL)

    assert state(store).failures == ()
    assert len(state(store).observations) == 2


def test_a_target_on_no_engine_is_a_failure_until_the_next_scan_of_its_environment(store):
    lost = failure(engine=None, environment="local", reason="no such directory")
    uid = store.scans.begin("0.1.0", hour(0))
    store.scans.fail(uid, lost)
    store.scans.end(uid, hour(0), ScanOutcome.FAILED)
    scan(store, hour(1), seen(snapshot(), hour(1)))

    assert (state(store).environments, state(store).failures) == (("local", "prod"), (lost,))
    assert state(store, environments=["prod"]).failures == ()

    scan(store, hour(2), environment="local")
    assert state(store).failures == ()


def test_skipped_targets_are_counted(store):
    scan(store, hour(0), failure("skipped", container="one-off"), failure("vanished", container="web-2"))

    fleet = state(store)

    assert fleet.skipped == 1
    assert [one.outcome for one in fleet.failures] == ["vanished"]


def test_an_engine_that_did_not_answer_is_a_failure_beside_what_was_seen_before(store):
    scan(store, hour(0), seen(snapshot(), hour(0)))
    scan(store, hour(1), reason="connection refused")

    fleet = state(store)

    assert shown(fleet) == [("prod", "web-1", hour(0))]
    assert [(one.engine, one.container_uid, one.reason) for one in fleet.failures] == [
        (DOCKER, "", "connection refused")
    ]


def test_an_engine_that_answers_again_is_no_failure(store):
    scan(store, hour(0), reason="connection refused")
    scan(store, hour(1), seen(snapshot(), hour(1)))

    assert state(store).failures == ()


def test_an_engine_that_does_not_say_who_it_is_is_the_one_last_seen_at_its_address(store):
    unknown = replace(DOCKER, uid="", kind="", version="", api_version="")
    scan(store, hour(0), seen(snapshot(), hour(0)))
    scan(store, hour(1), engine=unknown, reason="connection refused")
    scan(store, hour(2), seen(snapshot(), hour(2), container="web-2", engine=PODMAN), engine=PODMAN)

    assert [one.engine for one in state(store).failures] == [DOCKER]


def test_an_engine_that_never_answered_counts_in_the_last_scan_alone(store):
    slip = replace(DOCKER, uid="", address="ssh://prdo")
    scan(store, hour(0), engine=slip, reason="unknown host")
    assert [one.reason for one in state(store).failures] == ["unknown host"]

    scan(store, hour(1), seen(snapshot(), hour(1)))
    assert state(store).failures == ()


def test_an_engine_that_stopped_half_way_is_a_failure(store):
    uid = store.scans.begin("0.1.0", hour(0))
    store.scans.engine(uid, "prod", DOCKER, Scope.RUNNING)
    store.scans.engine(uid, "prod", DOCKER, Scope.RUNNING, ScanOutcome.FAILED, "it hung up")
    store.scans.end(uid, hour(0), ScanOutcome.FAILED)

    assert [one.reason for one in state(store).failures] == ["it hung up"]


def test_an_upgraded_engine_stays_the_same_engine(store):
    upgraded = replace(DOCKER, version="28.5.0")
    scan(store, hour(0), seen(snapshot(), hour(0)), seen(snapshot(), hour(0), container="web-2"))
    scan(store, hour(1), seen(snapshot(), hour(1), engine=upgraded), engine=upgraded)

    (one,) = state(store).observations
    assert (one.engine, one.at) == (upgraded, hour(1))
    assert [other.engine.version for other in store.history.observations(container="web-2")] == ["26.1.5"]


def test_times_in_another_zone_are_the_same_times(store):
    at = datetime.fromisoformat("2026-11-01T14:00:00+02:00")
    scan(store, at, seen(snapshot(), at))

    (one,) = state(store, datetime(2026, 11, 1, 12, tzinfo=UTC)).observations
    assert one.at == at


def test_the_newest_scan_of_an_engine_has_its_end_its_duration_and_the_last_complete_one(store):
    scan(store, hour(0), seen(snapshot(), hour(0)))
    uid = store.scans.begin("0.1.0", hour(1))
    store.scans.engine(uid, "prod", DOCKER, Scope.PARTIAL, ScanOutcome.OK)
    store.scans.end(uid, hour(1) + timedelta(seconds=90), ScanOutcome.OK)
    scan(store, hour(2), environment="staging", reason="connection refused")

    assert state(store).scans == (
        EngineScan("prod", DOCKER, hour(1) + timedelta(seconds=90), timedelta(seconds=90), hour(0)),
        EngineScan("staging", DOCKER, hour(2), timedelta(0), None),
    )
