"""What a campaign did, on which engines, with which seed and result: the page that says so is written by the campaign itself."""

import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

SEED = int(os.environ.get("DRIFT_TEST_SEED") or time.time())  # at import: tests have no DRIFT_ variables
PAGE = """# Campaigns

`make campaign` does many random drifts in containers on every engine, and reads each container by all three routes: on the host, over the
API path by path, and as an export. All have to make the same snapshot, but for what the coverage of a route declares. This page is written
by the campaign; `DRIFT_TEST_SEED={seed} make campaign` does the same drifts again.

Seed {seed}, {date}: {result}.

| engine | image | container | seed | drifts | compared | left out as declared | result |
|---|---|---|--:|--:|--:|--:|---|
{rows}

*Left out as declared*: files of which nothing but the bytes differ, with size and modification time kept, that the engine's own list passes
over and so the API route does, summed over all comparisons; each was found when its path was asked for.
"""


@dataclass
class Outcome:
    engine: str
    version: str
    image: str
    setting: str
    seed: int
    drifts: int = 0
    looks: int = 0
    left_out: int = 0
    result: str = "did not finish"

    def row(self) -> str:
        fields = (self.image, self.setting, self.seed, self.drifts, self.looks, self.left_out, self.result)
        return f"| {self.engine.partition('-')[0]} {self.version} | " + " | ".join(map(str, fields)) + " |"


@dataclass
class Record:
    seed: int
    outcomes: list[Outcome] = field(default_factory=list)

    @contextmanager
    def of(self, outcome: Outcome) -> Iterator[Outcome]:
        self.outcomes.append(outcome)
        try:
            yield outcome
        except AssertionError:
            outcome.result = "**differ**"
            raise
        outcome.result = "the same"

    def write(self, page: Path, now: float) -> None:
        differ = sum(outcome.result != "the same" for outcome in self.outcomes)
        drifts = sum(outcome.drifts for outcome in self.outcomes)
        everything = f"{drifts:,} drifts in {len(self.outcomes)} containers"
        result = f"{everything}, {differ} containers with a difference" if differ else f"{everything}, no difference"
        rows = "\n".join(outcome.row() for outcome in self.outcomes)
        date = time.strftime("%Y-%m-%d %H:%M UTC", time.gmtime(now))
        page.write_text(PAGE.format(seed=self.seed, date=date, result=result, rows=rows), encoding="utf-8")
