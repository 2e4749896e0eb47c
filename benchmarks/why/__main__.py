"""`python -m benchmarks.why [NAME…]`: stages the scenarios on a real engine, prints each with its rank; of all it writes docs/why.md."""

import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

from benchmarks.why.families import SCENARIOS
from benchmarks.why.measuring import Outcome, measured, session
from benchmarks.why.page import FIRST, IN_THREE, page, share
from benchmarks.why.scenario import Scenario
from benchmarks.why.split import HELD_OUT
from benchmarks.why.staging import NotStaged, Stage
from tests.engines.engine import Engine, EngineError
from tests.engines.recipes import RECIPES

PAGE = Path(__file__).parents[2] / "docs" / "why.md"


def main(names: Sequence[str]) -> int:
    chosen = [one for one in SCENARIOS if not names or one.name in names]
    failed: list[str] = []
    with Engine.start(RECIPES[0]) as engine:
        outcomes = list(_outcomes(engine, chosen, failed))
        for reason in failed:
            print(f"not staged: {reason}", file=sys.stderr)
        if not names:
            PAGE.write_text(page(outcomes, f"Docker {engine.version}"))
    held_out = [one for one in outcomes if one.half == HELD_OUT]
    print(f"held out: first {share(held_out, 1):.0%}, among the first three {share(held_out, 3):.0%}")
    reached = share(held_out, 1) >= FIRST and share(held_out, 3) >= IN_THREE
    return int(bool(failed) or not (names or reached))


def _outcomes(engine: Engine, scenarios: Sequence[Scenario], failed: list[str]) -> Iterator[Outcome]:
    """What could not be staged is left out of the figures, and named."""
    stage = Stage(engine)
    with session(engine) as opened:
        for scenario in scenarios:
            try:
                one = measured(stage, opened, scenario)
            except (NotStaged, EngineError) as reason:
                failed.append(f"{scenario.name}: {reason}")
                continue
            print(f"{one.rank:3} of {one.differences:3}  {one.half:9}  {scenario.name}: {one.said}", flush=True)
            yield one


sys.exit(main(sys.argv[1:]))
