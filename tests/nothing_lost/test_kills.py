"""Commands that are killed as they write: 40 times in every run, 500 times in a campaign; DRIFT_TEST_SEED chooses others."""

import json
import os
import shutil
import subprocess
import sys
from collections import Counter
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
SEED = os.environ.get("DRIFT_TEST_SEED", "20261124")
COUNT = {"campaign": "500"}.get(os.environ.get("DRIFT_TEST_EFFORT", ""), "40")
WORKS = {"first scan", "scan", "prune", "import", "migration"}


@pytest.fixture(scope="module")
def kills(tmp_path_factory):
    if shutil.which("strace") is None:
        pytest.skip("strace is not here: make machine")
    folder = tmp_path_factory.mktemp("killed")
    command = [sys.executable, "-m", "tests.nothing_lost.kills", str(folder), SEED, COUNT]
    ran = subprocess.run(command, cwd=ROOT, check=False, capture_output=True, text=True)
    assert ran.returncode == 0, ran.stderr
    made = [json.loads(line) for line in ran.stdout.splitlines()]
    print("kills:", *(f"{number} × {name}" for name, number in sorted(stages(made).items())), sep="\n  ")
    return made


def stages(kills) -> Counter[str]:
    """How many hit before, during and after the work itself."""
    return Counter(f"{kill['work']}: {stage(kill)}" for kill in kills)


def stage(kill) -> str:
    if kill["state"] == "after":
        return "after"
    return "during" if kill["touched"] else "before"


def test_the_kills_hit_the_work_itself(kills):
    assert len(kills) == int(COUNT)
    assert {kill["work"] for kill in kills} == WORKS
    during = Counter(kill["work"] for kill in kills if kill["ended"] == -9 and stage(kill) == "during")
    assert during.keys() == WORKS
    assert sum(during.values()) > len(kills) / 3


def test_a_killed_command_leaves_a_store_without_a_problem(kills):
    assert [kill for kill in kills if kill["problems"]] == []


def test_what_was_there_is_there_and_what_came_is_whole_or_absent(kills):
    assert [kill for kill in kills if kill["state"] == "neither"] == []


def test_the_next_one_succeeds_and_says_what_it_would_have_said(kills):
    assert [kill for kill in kills if (kill["again"], kill["end"], kill["alike"]) != (0, "after", True)] == []


def test_nothing_is_left_beside_the_store_but_a_key_that_was_being_made(kills):
    left = {name for kill in kills for name in kill["beside"]}
    assert {name for name in left if not name.startswith("drift.db.key.")} == set()
