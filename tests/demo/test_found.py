"""What the injectors did is what is found: all of it, and nothing else."""

import os
import random

import pytest

from drift.demo import INJECTORS, demo_fleet
from tests.demo.bases import BASES
from tests.demo.judged import DRIFT, drift, found, said

SUBSETS = {"campaign": 150, "fuzz": 20}.get(os.environ.get("DRIFT_TEST_EFFORT", ""), 4)


@pytest.mark.parametrize("base", BASES)
def test_all_drifts_are_found_and_nothing_else(base, tmp_path):
    with demo_fleet(tmp_path / "fleet", base=BASES[base]()) as fleet:
        matched = found(fleet)
    assert matched.is_exact, said(matched)
    assert len(matched.found) == len(INJECTORS)


@pytest.mark.parametrize("base", BASES)
def test_a_fleet_without_drifts_passes(base, tmp_path):
    with demo_fleet(tmp_path / "fleet", injectors=(), base=BASES[base]()) as fleet:
        matched = found(fleet)
        assert matched.is_exact, said(matched)
        assert drift(fleet, "gate", "--quiet").returncode == 0


@pytest.mark.parametrize("injector", INJECTORS, ids=lambda one: one.name)
def test_each_drift_alone_is_found_and_nothing_else(injector, tmp_path):
    with demo_fleet(tmp_path / "fleet", injectors=[injector], base=BASES["files alone"]()) as fleet:
        matched = found(fleet)
    assert matched.is_exact, said(matched)


@pytest.mark.parametrize("seed", range(SUBSETS))
def test_any_drifts_at_any_place_are_found_and_nothing_else(seed, tmp_path):
    chosen = random.Random(seed)
    base = BASES[chosen.choice(list(BASES))]()
    injectors = [one for one in INJECTORS if chosen.random() < 0.6]
    with demo_fleet(tmp_path / "fleet", injectors=injectors, seed=seed, base=base) as fleet:
        matched = found(fleet)
    assert matched.is_exact, said(matched)


def test_the_gate_fails_on_the_demo(tmp_path):
    with demo_fleet(tmp_path / "fleet", base=BASES["files alone"]()) as fleet:
        assert drift(fleet, "scan", "--quiet").returncode == 0
        assert drift(fleet, "gate", "--quiet").returncode == DRIFT
