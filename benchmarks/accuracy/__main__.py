"""`python -m benchmarks.accuracy [ENGINE]` plays all cases and writes docs/accuracy.md; AIDE and syft (PATH, or DRIFT_SYFT) where they are."""

import sys
import tempfile
from datetime import UTC, datetime
from pathlib import Path

from benchmarks.accuracy.cases import FAMILIES
from benchmarks.accuracy.images import SERVICES
from benchmarks.accuracy.noise import NOISE
from benchmarks.accuracy.page import page
from benchmarks.accuracy.playing import Player
from benchmarks.accuracy.quiet import RUNS
from benchmarks.accuracy.rivals import Rivals
from tests.engines.cache import Unavailable
from tests.engines.engine import Engine
from tests.engines.recipes import RECIPES

PAGE = Path(__file__).parents[2] / "docs" / "accuracy.md"
ENGINE = "docker-20.10"


def main(name: str = ENGINE) -> None:
    recipe = next((one for one in RECIPES if one.name == name), None)
    if recipe is None:
        sys.exit(f"there is no engine {name!r}; choose one of {', '.join(one.name for one in RECIPES)}")
    with tempfile.TemporaryDirectory() as folder, Engine.start(recipe) as engine:
        rivals = Rivals(Path(folder))
        player = Player(engine, Path(folder), rivals)
        player.learn(SERVICES)
        families = {title: [player.case(case) for case in cases] for title, cases in FAMILIES.items()}
        noise = [(one, player.noise(one)) for one in NOISE]
        quiet = [player.quiet(scene) for scene in RUNS]
        text = page(families, noise, quiet, tuple(rivals.programs), engine.name, datetime.now(UTC))
    PAGE.write_text(text, encoding="utf-8")
    cases = [one for results in families.values() for one in results]
    print(f"{sum(not one.verdict for one in cases)} of {len(cases)} told rightly: {PAGE}")


if __name__ == "__main__":
    try:
        main(*sys.argv[1:2])
    except Unavailable as reason:
        sys.exit(f"skipped: {reason}")
