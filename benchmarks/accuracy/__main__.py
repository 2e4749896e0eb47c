"""`python -m benchmarks.accuracy [ENGINE]` plays all cases, half an hour long, and writes docs/accuracy.md at the end.

AIDE and syft (PATH, or DRIFT_SYFT) are asked where they are.
"""

import sys
import tempfile
import time
from collections.abc import Callable, Iterable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import TypeVar

from benchmarks.accuracy.cases import CASES, FAMILIES
from benchmarks.accuracy.images import SERVICES
from benchmarks.accuracy.noise import NOISE
from benchmarks.accuracy.page import page
from benchmarks.accuracy.playing import Played, Player, shown
from benchmarks.accuracy.quiet import RUNS
from benchmarks.accuracy.rivals import Rivals
from tests.engines.cache import Unavailable
from tests.engines.engine import Engine
from tests.engines.recipes import RECIPES

PAGE = Path(__file__).parents[2] / "docs" / "accuracy.md"
ENGINE = "docker-20.10"
_Scene = TypeVar("_Scene")


class Progress:
    """A line on standard error for each scene that was played."""

    def __init__(self, whole: int) -> None:
        self.whole = whole
        self.played = 0
        self.began = time.monotonic()

    def of(self, scenes: Iterable[_Scene], play: Callable[[_Scene], Played]) -> Iterator[Played]:
        for scene in scenes:
            played = play(scene)
            self.played += 1
            passed = time.monotonic() - self.began
            left = passed / self.played * (self.whole - self.played)
            print(f"{self.played}/{self.whole}, {left / 60:.0f} min left: {shown(played)}", file=sys.stderr, flush=True)
            yield played


def main(name: str = ENGINE) -> None:
    recipe = next((one for one in RECIPES if one.name == name), None)
    if recipe is None:
        sys.exit(f"there is no engine {name!r}; choose one of {', '.join(one.name for one in RECIPES)}")
    with tempfile.TemporaryDirectory() as folder, Engine.start(recipe) as engine:
        rivals = Rivals(Path(folder))
        player = Player(engine, Path(folder), rivals)
        player.learn(SERVICES)
        progress = Progress(len(CASES) + len(NOISE) + len(RUNS))
        noise = list(zip(NOISE, progress.of(NOISE, player.noise), strict=True))
        quiet = list(progress.of(RUNS, player.quiet))
        families = {title: list(progress.of(cases, player.case)) for title, cases in FAMILIES.items()}
        text = page(families, noise, quiet, tuple(rivals.programs), engine.name, datetime.now(UTC))
    PAGE.write_text(text, encoding="utf-8")
    played = [one for results in families.values() for one in results]
    print(f"{sum(not one.verdict for one in played)} of {len(played)} told rightly: {PAGE}")


if __name__ == "__main__":
    try:
        main(*sys.argv[1:2])
    except Unavailable as reason:
        sys.exit(f"skipped: {reason}")
