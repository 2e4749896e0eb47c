"""The report of `status`: the matrix alone."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from drift.model.findings import Outcome
from drift.report.judged import Report
from drift.report.parts import Headline, Matrix, Tool
from drift.report.unjudged import Unjudged


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
    gaps: tuple[Unjudged, ...]
    """The same, each with what to do about it."""
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
        gaps=tuple(replace(one, finding=0, anchor="") for one in report.gaps),  # the findings are not shown
        more="drift gate",
    )
