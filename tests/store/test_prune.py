from collections import Counter

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from drift.errors import StoreError
from drift.store import Scope, Store
from tests.store.fleets import OneScan, Seen, fill, finding, histories, stores
from tests.store.things import Layer, by_name, file, files, hour, no_facts, seen, snapshot
from tests.store.things import scan as one_scan

EXAMPLES = max(settings().max_examples // 4, 5)
LATER = hour(24 * 365)
TABLES = (
    "scan",
    "observation",
    "snapshot",
    "record",
    "record_set",
    "image",
    "layer",
    "layer_entry",
    "fact",
    "document",
)


def whole(number: int, *targets: Seen, environment: str = "prod") -> OneScan:
    return OneScan(number, 0, environment, Scope.RUNNING, True, True, targets, ())


def rows(store: Store, table: str) -> object:
    return store._connection.value(f"SELECT count(*) FROM {table}")


def test_the_newest_observations_of_each_service_stay(store):
    fill(store, [whole(number, Seen("web-1", number % 4)) for number in range(6)])

    done = store.prune(2, LATER)

    assert [one.at for one in store.history.observations()] == [hour(5), hour(4)]
    assert (done.gone["observation"], done.kept["observation"]) == (4, 2)


def test_each_environment_has_its_newest(store):
    fill(store, [whole(1, Seen("web-1", 1), environment="dev"), *(whole(n, Seen("web-1", 1)) for n in (2, 3))])

    store.prune(1, LATER)

    assert [(one.environment, one.at) for one in store.history.observations()] == [("prod", hour(3)), ("dev", hour(1))]


def test_what_nothing_reaches_goes(store):
    fill(store, [whole(1, Seen("web-1", 3, image=2)), whole(2, Seen("web-1", 1, image=0))])

    store.prune(1, LATER)

    assert {table: rows(store, table) for table in TABLES} == {
        "scan": 1, "observation": 1, "snapshot": 2, "record": 6, "record_set": 4, "image": 1, "layer": 1,
        "layer_entry": 2, "fact": 3, "document": 1,
    }  # fmt: skip


def test_a_service_that_is_gone_keeps_its_last_scan_as_a_whole(store):
    old = seen(snapshot(A="1"), hour(0), service="old", container="old-1")
    one_scan(store, hour(0), old, seen(snapshot(), hour(0)))
    for number in (1, 2, 3):
        one_scan(store, hour(number), seen(snapshot(), hour(number)))

    store.prune(1, LATER)

    assert {one.at for one in store.history.observations()} == {hour(0), hour(3)}
    assert len(store.history.state(by_name, hour(0)).observations) == 2


def test_a_document_that_still_holds_is_bequeathed(store):
    fill(store, [whole(1, Seen("web-1", 1)), whole(2, Seen("web-1", 1)), whole(3, Seen("web-1", 1))])

    store.prune(1, LATER)

    (one,) = store.history.observations()
    assert store.history.documents(one) == {"inspect": {"State": 1}}


def test_sightings_stay(store):
    fill(store, [OneScan(n, 0, "prod", Scope.RUNNING, True, True, (Seen("web-1", 1),), (1,)) for n in (1, 2, 3)])

    store.prune(1, LATER)

    fingerprint = finding(1).fingerprint
    assert store.sightings.get([fingerprint])[fingerprint].first_seen == hour(1)


def test_what_is_young_may_be_needed_in_a_moment(store):
    """An image that is being compared without a scan, a layer that no image has yet, a scan that has not ended."""
    fill(store, [whole(1, Seen("web-1", 1)), OneScan(2, 1, "dev", Scope.ALL, False, True, (Seen("web-2", 2, 2),), ())])
    store.layers.add(Layer(file("new"), name="new"), no_facts, {})

    store.prune(1, hour(3))
    assert (rows(store, "scan"), rows(store, "image"), rows(store, "layer")) == (2, 2, 4)
    store.prune(1, LATER)
    assert (rows(store, "scan"), rows(store, "image")) == (2, 2), "its service has no newer observation"


def test_a_dry_run_says_the_same_and_changes_nothing(store):
    fill(store, [whole(number, Seen("web-1", number % 4)) for number in range(6)])
    before = {table: rows(store, table) for table in TABLES}

    said = store.prune(1, LATER, dry_run=True)

    assert {table: rows(store, table) for table in TABLES} == before
    assert store.prune(1, LATER).gone == said.gone


def test_the_file_becomes_smaller(store):
    with store.transaction():
        for number in range(4):
            store.sets.add(files(2000, number))
    fill(store, [whole(1, Seen("web-1", 1)), whole(2, Seen("web-1", 1))])

    done = store.prune(1, LATER)

    assert done.unshrunk == ""
    assert done.bytes_after < done.bytes_before / 4


def test_it_does_not_begin_while_a_scan_is_running(store):
    with store.scan_lock("engine"), pytest.raises(StoreError, match="being scanned into; try again after that"):
        store.prune(1, LATER)
    store.prune(1, LATER)


@settings(max_examples=EXAMPLES)
@given(histories(most=14), st.integers(1, 3))
def test_the_state_of_today_stays_as_it_is_and_the_store_whole(history, keep):
    with stores(1) as (store,):
        fill(store, history)
        before = store.history.state(by_name)

        store.prune(keep, LATER)

        assert store.history.state(by_name) == before
        assert list(store.check()) == []
        for one in store.history.observations():
            assert store.snapshots.get(one.snapshot)
            stored = store.images.get(store.snapshots.image(one.snapshot) or b"")
            assert stored
            assert all(list(store.layers.entries(diff_id)) for diff_id in stored.image.diff_ids)


@settings(max_examples=EXAMPLES)
@given(histories(most=10, scope=st.just(Scope.RUNNING)), st.integers(1, 3))
def test_a_scan_that_is_kept_is_kept_whole(history, keep):
    """Else a container would seem to have been gone at that time."""
    with stores(1) as (store,):
        fill(store, history)
        before = Counter(one.at for one in store.history.observations())

        store.prune(keep, LATER)

        after = Counter(one.at for one in store.history.observations())
        assert after == {at: before[at] for at in after}


def test_twice_is_once(store):
    fill(store, [whole(number, Seen("web-1", number % 4)) for number in range(6)])
    store.prune(2, LATER)

    assert set(store.prune(2, LATER).gone.values()) == {0}


def test_an_empty_store_is_pruned_to_one(store):
    assert set(store.prune(1, LATER).gone.values()) == {0}
