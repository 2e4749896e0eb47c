"""The lines that a job's log needs: what was not judged and what fails, then the rest, each in one sentence."""

from collections.abc import Iterator
from enum import StrEnum
from typing import NamedTuple

from drift.model.findings import Severity
from drift.render.text import shortened, visible
from drift.report import Report
from drift.report.parts import Numbered

LONGEST = 400
"""Characters of a line."""


class Level(StrEnum):
    ERROR = "error"
    """It decides the exit code."""
    WARNING = "warning"
    """Medium or worse, and it lets pass."""
    NOTICE = "notice"
    """Low, or known."""


class Told(NamedTuple):
    level: Level
    title: str
    message: str


def told(report: Report) -> Iterator[Told]:
    """In rank order; what is information only is left out."""
    for reason in report.unjudged:
        yield Told(Level.ERROR, "not judged", shortened(reason, LONGEST))
    for one in report.findings:
        if one.fails or one.finding.severity > Severity.INFO:
            yield Told(_level(one), visible(one.finding.rule), shortened(_sentence(one), LONGEST))


def _level(one: Numbered) -> Level:
    if one.fails:
        return Level.ERROR
    worse = one.finding.severity >= Severity.MEDIUM and not one.known
    return Level.WARNING if worse else Level.NOTICE


def _sentence(one: Numbered) -> str:
    finding = one.finding
    place = "/".join(part for part in (one.environment, finding.service) if part)
    return f"{finding.severity}: {f'{place}: ' if place else ''}{finding.title}"
