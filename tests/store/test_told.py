import os

import pytest

from drift.model.findings import Outcome, Severity
from drift.store import Known, KnownFinding, Store
from tests.store.things import hour

ONE = KnownFinding("f" * 32, Severity.HIGH, "caf\udce9", ("dev", "prod"), "file-changed: /srv/\udcff <b>")
OTHER = KnownFinding("e" * 32, Severity.LOW, "web", (), "x")


def test_who_was_never_told_anything_takes_it_that_all_is_well(store):
    assert store.told.get("someone") == Known(Outcome.PASS, {}, None)


def test_what_was_told_is_kept_for_each(store):
    known = Known(Outcome.DRIFT, {ONE.fingerprint: ONE, OTHER.fingerprint: OTHER}, hour(3))
    store.told.put("someone", known, hour(4))
    store.told.put("somebody else", Known(Outcome.UNJUDGED), hour(4))
    assert store.told.get("someone") == known
    assert store.told.get("somebody else") == Known(Outcome.UNJUDGED)


def test_what_is_told_later_takes_its_place(store):
    store.told.put("someone", Known(Outcome.DRIFT, {ONE.fingerprint: ONE}, hour(3)), hour(3))
    store.told.put("someone", Known(Outcome.PASS, {OTHER.fingerprint: OTHER}), hour(4))
    assert store.told.get("someone") == Known(Outcome.PASS, {OTHER.fingerprint: OTHER})


def test_one_process_tells_at_a_time(store, path):
    with store.telling_lock() as first, Store.open(path) as other, other.telling_lock() as second:
        assert (first, second) == (True, False)
    with store.telling_lock() as again:
        assert again


@pytest.mark.skipif(os.geteuid() != 0, reason="giving a file away needs root")
def test_the_lock_of_a_store_is_its_owners_when_root_takes_it_first(store, path):
    os.chown(path, 1, 1)
    with store.telling_lock():
        (lock,) = path.parent.glob("*.lock")
        assert (lock.stat().st_uid, lock.stat().st_gid) == (1, 1)
