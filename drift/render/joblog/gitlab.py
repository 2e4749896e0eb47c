"""The log of a GitLab job: the answer and what fails in plain lines, the report in a section that is folded (docs.gitlab.com, job logs)."""

from drift.render.joblog.told import Level, told
from drift.render.text import visible
from drift.report import Report

MOST = 10
"""Lines before the section."""
_CLEAR = "\x1b[0K"


def plain(report: Report) -> str:
    """The answer, and one line for each thing that decides the exit code."""
    errors = [one for one in told(report) if one.level is Level.ERROR]
    lines = [visible(report.headline.answer), *(f"ERROR {one.title}: {one.message}" for one in errors[:MOST])]
    rest = len(errors) - MOST
    return "\n".join([*lines, *([f"ERROR and {rest:,} more"] if rest > 0 else [])]) + "\n"


def folded(report: Report, text: str) -> str:
    """`text` is the whole report as the console has it. No name in it can end the section: control characters are written out there."""
    at = int(report.made.timestamp())
    start = f"{_CLEAR}section_start:{at}:drift_report[collapsed=true]\r{_CLEAR}The whole report\n"
    return f"{plain(report)}{start}{text}{_CLEAR}section_end:{at}:drift_report\r{_CLEAR}\n"
