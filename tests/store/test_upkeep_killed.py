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
    command = [sys.executable, "-m", "tests.store.upkeep_victim", str(folder), str(SEED), "25"]
    ran = subprocess.run(command, cwd=ROOT, check=True, capture_output=True, text=True)
    return [json.loads(line) for line in ran.stdout.splitlines()]


def test_the_kills_are_spread_over_a_whole_prune_and_a_whole_import(kills):
    assert {(kill["work"], kill["state"]) for kill in kills} >= {
        ("prune", "before"),
        ("prune", "after"),
        ("import", "before"),
    }
    assert len(kills) >= 50


def test_a_killed_prune_or_import_leaves_a_store_without_a_problem(kills):
    assert [kill for kill in kills if kill["problems"]] == []


def test_a_killed_prune_or_import_was_done_as_a_whole_or_not_at_all(kills):
    assert [kill for kill in kills if kill["state"] not in ("before", "after")] == []


def test_the_next_one_succeeds(kills):
    assert {kill["end"] for kill in kills} == {"after"}
