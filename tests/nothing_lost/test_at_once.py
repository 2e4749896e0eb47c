"""Several commands at one store at once, and a clock that is set back between two: nothing is lost, nobody is stopped."""

import shutil
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from drift.store import Store
from tests.cli.command import Command, ended
from tests.nothing_lost.work import STORE, a_fleet, a_history


def test_two_scans_and_three_readers_at_once(tmp_path):
    """The scans are of places that both have, so that one may find the other at work: it says so."""
    a_history(tmp_path / "store", "prod")
    store = tmp_path / "store" / STORE
    drift = Command(tmp_path).with_variables(DRIFT_DB=str(store))
    policy = a_fleet(tmp_path / "fleet")

    scans = [drift.start("scan", "--config", policy) for _ in range(2)]
    readers = [drift.start(*words) for words in (("status",), ("db", "check"), ("history", "shop/web"))]
    scanned, read = [ended(one) for one in scans], [ended(one) for one in readers]

    assert [one.code for one in read] == [0, 0, 0], read
    assert {one.code for one in scanned} <= {0, 2}, scanned
    assert all("another scan" in one.err for one in scanned if one.code), scanned
    drift("db", "check", code=0)
    drift("scan", "--config", policy, code=0)
    with Store.open(store) as opened:
        environments = {one.environment for one in opened.history.observations()}
    assert environments == {"dev", "prod"}


def times(store: Path) -> list[datetime]:
    with Store.open(store) as opened:
        return [one.at for one in opened.history.observations()]


@pytest.mark.parametrize("shift", ["-40d", "+40d"])
def test_a_clock_that_is_set_back_loses_nothing(tmp_path, shift):
    """The wrong time is before or after the right one; the next scan at the right time is what holds then."""
    faketime = shutil.which("faketime")
    if faketime is None:
        pytest.skip("faketime is not here: make machine")
    drift, policy = Command(tmp_path), a_fleet(tmp_path / "fleet")
    right = drift.words("scan", "--config", policy)
    wrong = [faketime, "-m", "-f", shift, *right]
    for number, words in enumerate((right, wrong, right), start=1):
        with drift.program(*words) as process:
            done = ended(process)
        assert done.code == 0, done
        assert len(times(drift.store)) == 4 * number
    drift("db", "check", code=0)
    gate = drift("gate", "--config", policy)
    if shift.startswith("+"):  # it would stay the newest for 40 days, whatever is scanned meanwhile
        assert (gate.code, "in the future: a clock is or was wrong" in gate.answer) == (2, True), gate
    else:
        assert (gate.code, gate.answer.partition(":")[0]) == (0, "NO DRIFT"), gate
    far = [at for at in times(drift.store) if abs(at - datetime.now(UTC)) > timedelta(days=30)]
    assert len(far) == 4
    assert drift("db", "prune", "--keep=3", code=0).out
