import json
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
SEED = 20261124


@pytest.fixture(scope="module")
def kills(tmp_path_factory):
    folder = tmp_path_factory.mktemp("killed")
    command = [sys.executable, "-m", "tests.store.victim", str(folder), str(SEED), "40"]
    ran = subprocess.run(command, cwd=ROOT, check=True, capture_output=True, text=True)
    return [json.loads(line) for line in ran.stdout.splitlines()]


def test_the_kills_are_spread_over_a_whole_scan(kills):
    assert len(kills) >= 40
    assert {0, 40} <= {kill["after"]["entries"] for kill in kills}
    assert {0, 1, 2} <= {len(kill["after"]["seen"]) for kill in kills}


def test_a_killed_scan_leaves_a_store_without_a_problem(kills):
    assert {kill["point"]: kill["after"]["problems"] for kill in kills if kill["after"]["problems"]} == {}


def test_a_killed_scan_leaves_a_layer_whole_or_not_at_all(kills):
    assert {(kill["after"]["entries"], kill["after"]["collected"]) for kill in kills} == {(0, False), (40, True)}


def test_a_killed_scan_leaves_snapshots_whole_or_not_at_all(kills):
    assert all(all(kill["after"]["whole"]) and all(kill["after"]["seen"]) for kill in kills)


def test_a_killed_scan_never_ended(kills):
    assert {kill["after"]["ended"] for kill in kills if len(kill["after"]["seen"]) < 2} == {0}


def test_the_next_scan_succeeds(kills):
    for kill in kills:
        after = kill["next"]
        assert (after["problems"], after["entries"], after["whole"]) == ([], 40, [True] * 4)
        assert after["ended"] == 1
