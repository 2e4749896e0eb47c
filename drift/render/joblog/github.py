"""Workflow commands of GitHub Actions: annotations of the run; and text that is none.

The runner looks for commands on stdout and on stderr, at the start of a line after spaces (`::error …::`) and, in the older form, anywhere in
a line (`##[error]`); see actions/runner, ActionCommand.cs. It keeps ten annotations of each type and step and drops the others.
"""

import re
from collections.abc import Sequence

from drift.render.joblog.told import Level, Told, told
from drift.report import Report

MOST = 10
"""Annotations of a type."""

_START = re.compile(r"^([^\S\n]*):(?=:)", re.MULTILINE)


def annotations(report: Report) -> str:
    """One line each, the worst first; "" where there is nothing to say."""
    lines = list(told(report))
    return "".join(line for level in Level for line in _of_level(level, [one for one in lines if one.level is level]))


def defused(text: str) -> str:
    r"""Text in which nothing is a command, whatever a container's files are called: \x3a:error::, #\x23[error]."""
    return _START.sub(r"\1\\x3a", text.replace("##[", "#\\x23["))


def defused_json(text: str) -> str:
    """The same document; only a string can have it."""
    return text.replace("##[", "#\\u0023[")


def _of_level(level: Level, lines: Sequence[Told]) -> list[str]:
    shown = lines if len(lines) <= MOST else lines[: MOST - 1]
    rest = len(lines) - len(shown)
    made = [f"::{level} title={_property(f'drift: {one.title}')}::{_data(one.message)}\n" for one in shown]
    return [*made, f"::{level} title=drift::And {rest:,} more; the report has them.\n"] if rest else made


def _data(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")
