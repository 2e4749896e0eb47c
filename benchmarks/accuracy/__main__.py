"""`python -m benchmarks.accuracy [ENGINE]` plays all cases and writes docs/accuracy.md; AIDE and syft (PATH, or DRIFT_SYFT) where they are."""

import sys
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

from benchmarks.accuracy.cases import FAMILIES
from benchmarks.accuracy.images import SERVICES
from benchmarks.accuracy.noise import NOISE, Noise
from benchmarks.accuracy.page import page
from benchmarks.accuracy.playing import Played, Player
from benchmarks.accuracy.quiet import RUNS
from benchmarks.accuracy.rivals import Rivals
from tests.engines.cache import Unavailable
from tests.engines.engine import Engine
from tests.engines.recipes import RECIPES

PAGE = Path(__file__).parents[2] / "docs" / "accuracy.md"
ENGINE = "docker-20.10"


@dataclass
class Written:
    """What is known so far; the page is written after each family, since all of them take half an hour."""

    engine: str
    others: Sequence[str]
    noise: list[tuple[Noise, Played]] = field(default_factory=list)
    quiet: list[Played] = field(default_factory=list)
    families: dict[str, list[Played]] = field(default_factory=dict)

    def write(self) -> None:
        text = page(self.families, self.noise, self.quiet, self.others, self.engine, datetime.now(UTC))
        PAGE.write_text(text, encoding="utf-8")


def main(name: str = ENGINE) -> None:
    recipe = next((one for one in RECIPES if one.name == name), None)
    if recipe is None:
        sys.exit(f"there is no engine {name!r}; choose one of {', '.join(one.name for one in RECIPES)}")
    with tempfile.TemporaryDirectory() as folder, Engine.start(recipe) as engine:
        rivals = Rivals(Path(folder))
        player = Player(engine, Path(folder), rivals)
        player.learn(SERVICES)
        written = Written(engine.name, tuple(rivals.programs))
        written.noise.extend((row, player.noise(row)) for row in NOISE)
        written.quiet.extend(player.quiet(scene) for scene in RUNS)
        for title, cases in FAMILIES.items():
            written.families[title] = [player.case(case) for case in cases]
            written.write()
    played = [one for results in written.families.values() for one in results]
    print(f"{sum(not one.verdict for one in played)} of {len(played)} told rightly: {PAGE}")


if __name__ == "__main__":
    try:
        main(*sys.argv[1:2])
    except Unavailable as reason:
        sys.exit(f"skipped: {reason}")
