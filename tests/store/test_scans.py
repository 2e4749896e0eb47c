from dataclasses import replace

import pytest

from drift.errors import StoreError
from drift.store import ScanOutcome, Scope, Store
from tests.store.things import DOCKER, by_name, hour, observation, scan, seen, snapshot


def test_an_observation_and_its_snapshot_come_in_one_transaction(store):
    uid = store.scans.begin("0.1.0", hour(0))
    store.scans.engine(uid, "prod", DOCKER, Scope.RUNNING)
    store.scans.observe(uid, observation(snapshot(A="1")), snapshot(A="1"))

    with pytest.raises(StoreError):  # the same instance twice in one scan: a constraint refuses the second part
        store.scans.observe(uid, observation(snapshot(A="2")), snapshot(A="2"))

    assert store.snapshots.has(snapshot(A="1").digest)
    assert not store.snapshots.has(snapshot(A="2").digest)


def test_an_observation_of_an_unknown_snapshot_is_a_key_error(store):
    uid = store.scans.begin("0.1.0", hour(0))

    with pytest.raises(KeyError):
        store.scans.observe(uid, observation(snapshot(A="1")))

    assert store.history.observations() == []


def test_an_unknown_scan_is_a_key_error(store):
    with pytest.raises(KeyError):
        store.scans.engine("nobody", "prod", DOCKER, Scope.RUNNING)


def test_scans_have_uids_that_no_other_store_has(store):
    uids = {store.scans.begin("0.1.0", hour(0)) for _ in range(100)}

    assert len(uids) == 100


def test_how_a_scan_ended_is_kept(store):
    uid = scan(store, hour(0), reason="connection refused")

    row = store._connection.row("SELECT started, ended, outcome, tool_version FROM scan WHERE uid = ?", (uid,))

    assert row == ("2026-11-01T12:00:00.000000Z", "2026-11-01T12:00:00.000000Z", "failed", "0.1.0")
    assert ScanOutcome(row[2]) is ScanOutcome.FAILED


def test_whatever_an_engine_calls_itself_is_kept(store):
    """JSON can hold half a surrogate pair, and a name bytes that are not UTF-8."""
    odd = replace(DOCKER, uid="id \udcff \udc00", address="ssh://\udcff", version="\x1b[31m\n")
    scan(store, hour(0), seen(snapshot(), hour(0), engine=odd, environment="\udcff"), environment="\udcff", engine=odd)

    (one,) = store.history.state(by_name).observations

    assert one.engine == replace(odd, uid="id \udcff \ufffd")
    assert one.environment == "\udcff"
    assert store.history.documents(one) == {}


def test_an_unchanged_rescan_grows_the_file_by_less_than_a_kibibyte(path):
    """With a scan of its own for each, as cron makes them."""

    def rescan(count: int) -> None:
        with Store.open(path) as store:
            scan(store, hour(count), seen(snapshot(A="1"), hour(count)))

    rescan(0)
    before = path.stat().st_size
    for count in range(1, 201):
        rescan(count)

    assert (path.stat().st_size - before) / 200 <= 1024
    with Store.open(path) as store:
        assert len(store.history.observations()) == 201
        assert store._connection.value("SELECT count(*) FROM coverage") == 1
        assert store._connection.value("SELECT count(*) FROM snapshot") == 1
