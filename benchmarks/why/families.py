"""All scenarios, by family."""

from collections.abc import Mapping, Sequence

from benchmarks.why import loading, rights, settings, surroundings
from benchmarks.why.scenario import Scenario

FAMILIES: Mapping[str, Sequence[Scenario]] = {
    one.FAMILY: one.SCENARIOS for one in (loading, settings, rights, surroundings)
}
SCENARIOS = tuple(scenario for family in FAMILIES.values() for scenario in family)


def family_of(scenario: Scenario) -> str:
    return next(name for name, family in FAMILIES.items() if scenario in family)
