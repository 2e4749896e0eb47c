"""The report of `status`: the matrix alone."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from drift.model.findings import Outcome
from drift.report.judged import Report
from drift.report.parts import Headline, Matrix, Tool


@dataclass(frozen=True, slots=True)
class StatusReport:
    title: str
    made: datetime
    tool: Tool
    headline: Headline
    outcome: Outcome
    counts: Mapping[str, int]
    matrix: Matrix
    unjudged: tuple[str, ...]
    more: str


def status_report(report: Report) -> StatusReport:
    """Of a report on environments, what fits on one screen."""
    return StatusReport(
        title=report.title,
        made=report.made,
        tool=report.tool,
        headline=report.headline,
        outcome=report.outcome,
        counts=report.counts,
        matrix=report.matrix or Matrix((), ()),
        unjudged=report.unjudged,
        more="drift gate",
    )
