"""Findings as rows for a spreadsheet (RFC 4180, with line feeds alone).

A cell that begins as a formula does would run in a spreadsheet: an apostrophe before it makes it text
(https://owasp.org/www-community/attacks/CSV_Injection).
"""

import csv
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from io import StringIO

from drift.render.interface import judged_report
from drift.render.text import shortened
from drift.report import AnyReport, Report
from drift.report.parts import Numbered
from drift.report.wording import moment

COLUMNS = (
    "number",
    "severity",
    "fails",
    "rule",
    "service",
    "environment",
    "kind",
    "subject",
    "change",
    "title",
    "before",
    "after",
    "containers",
    "members",
    "attribution",
    "consequence",
    "remedy",
    "first_seen",
    "last_seen",
    "fingerprint",
)
LONGEST = 2000
"""Characters of one cell; a spreadsheet takes 32,767."""

_FORMULA = ("=", "+", "-", "@", "＝", "＋", "－", "＠")
"""Also in their full width, which some spreadsheets read alike. Tabs and line ends are written out."""


@dataclass(frozen=True, slots=True)
class Csv:
    name: str = "csv"
    suffixes: tuple[str, ...] = (".csv",)
    judged_only: bool = True

    def render(self, report: AnyReport) -> str:
        text = StringIO()
        writer = csv.writer(text, lineterminator="\n", quoting=csv.QUOTE_ALL)
        writer.writerow(COLUMNS)
        writer.writerows([cell(one) for one in row] for row in _rows(judged_report(report, self.name)))
        return text.getvalue()


def cell(text: str) -> str:
    """Inert in a spreadsheet."""
    shown = shortened(text, LONGEST)
    return f"'{shown}" if shown.lstrip().startswith(_FORMULA) else shown


def _rows(report: Report) -> Iterator[Sequence[str]]:
    """What could not be judged first: as rows of the rule not-judged, without a number."""
    for reason in report.unjudged:
        known = {"rule": "not-judged", "fails": "yes", "title": reason}
        yield [known.get(column, "") for column in COLUMNS]
    yield from (_row(one) for one in report.findings)


def _row(one: Numbered) -> Sequence[str]:
    finding = one.finding
    return (
        str(one.number),
        str(finding.severity),
        "yes" if one.fails else "no",
        finding.rule,
        finding.service,
        one.environment,
        finding.kind.value,
        finding.key,
        finding.change.value,
        finding.title,
        _side(one, before=True),
        _side(one, before=False),
        ", ".join(finding.instances),
        str(len(finding.members)),
        finding.attribution,
        finding.consequence,
        finding.remedy,
        moment(one.first_seen) if one.first_seen else "",
        moment(one.last_seen) if one.last_seen else "",
        finding.fingerprint,
    )


def _side(one: Numbered, *, before: bool) -> str:
    """As in "mode 0644, owner 0:0"."""
    sides = [(value.label, value.before if before else value.after) for value in one.values]
    return ", ".join(f"{label} {text}" for label, text in sides if text is not None)
