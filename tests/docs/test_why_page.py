"""The page of `make why` has the weights that rank."""

from pathlib import Path

import pytest

from benchmarks.why.families import SCENARIOS
from benchmarks.why.harmless import FEWEST, POOL, drawn, has_own_image
from benchmarks.why.page import weights
from benchmarks.why.split import CHOSEN_ON, HELD_OUT, half

PAGE = Path(__file__).parents[2] / "docs" / "why.md"


def test_the_page_has_the_weights_as_they_are():
    assert PAGE.read_text().endswith("\n".join(weights()) + "\n")


def test_every_scenario_stands_on_the_page_with_its_half():
    rows = {line.split(" | ")[0].removeprefix("| "): line for line in PAGE.read_text().splitlines()}
    assert {one.name for one in SCENARIOS} <= rows.keys()
    assert all(rows[one.name].endswith(f"| {half(one.name)} |") for one in SCENARIOS)


def test_names_of_scenarios_are_their_own_and_both_halves_have_many():
    names = [one.name for one in SCENARIOS]
    assert len(set(names)) == len(names) >= 40
    assert min(sum(half(name) == which for name in names) for which in (CHOSEN_ON, HELD_OUT)) >= 20


@pytest.mark.parametrize("scenario", SCENARIOS, ids=lambda one: one.name)
def test_every_scenario_has_at_least_ten_harmless_differences(scenario):
    found = drawn(scenario, of_image=has_own_image(scenario))
    assert len({one.name for one in found}) >= FEWEST <= len(POOL)
