"""Asks `drift why` of two staged containers, and looks at which place the true cause stands."""

import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from benchmarks.why.scenario import Scenario
from benchmarks.why.split import half
from benchmarks.why.staging import Stage, Staged
from drift.model.settings import Settings
from drift.pipeline.session import Session
from drift.pipeline.why import Question, likeliest_causes
from drift.pipeline.wishes import Manner
from drift.report.why import Cause, WhyReport
from drift.store import Store
from tests.engines.engine import Engine


@dataclass(frozen=True)
class Outcome:
    scenario: Scenario
    half: str
    rank: int
    """Of the true cause, from 1; 0 where no difference names it."""
    differences: int
    harmless: int
    said: str
    report: WhyReport
    seconds: float


@contextmanager
def session(engine: Engine) -> Iterator[Session]:
    with (
        tempfile.TemporaryDirectory() as folder,
        Store.open(Path(folder, "drift.db"), create=True) as store,
        Session(Settings(), store, {}, engine.address) as opened,
    ):
        yield opened


def measured(stage: Stage, opened: Session, scenario: Scenario) -> Outcome:
    started = time.monotonic()
    try:
        staged = stage.stage(scenario)
        return _outcome(scenario, staged, opened, started)
    finally:
        stage.clear()


def _outcome(scenario: Scenario, staged: Staged, opened: Session, started: float) -> Outcome:
    question = Question(works=[f"container:{staged.works.name}"], fails=f"container:{staged.fails.name}")
    report = likeliest_causes(opened, question, Manner())
    return Outcome(
        scenario,
        half(scenario.name),
        rank_of(scenario, report.causes),
        len(report.causes),
        len(staged.harmless),
        staged.said,
        report,
        time.monotonic() - started,
    )


def rank_of(scenario: Scenario, causes: Sequence[Cause]) -> int:
    for place, cause in enumerate(causes, start=1):
        if any(one.is_named_by(cause.numbered.finding) for one in scenario.culprits):
            return place
    return 0
