"""Likely causes in lines: the points and their reasons, then what differs; what is equal in one line per kind."""

from drift.render.lines.judged import write_about, write_hidden, write_notes, write_unjudged
from drift.render.lines.limits import Limits
from drift.render.lines.sheet import Sheet
from drift.render.lines.styles import SEVERITY_STYLE
from drift.report import WhyReport
from drift.report.parts import Numbered
from drift.report.why import Cause, alike
from drift.report.wording import count


def write_why(sheet: Sheet, report: WhyReport, limits: Limits, *, quiet: bool) -> None:
    write_unjudged(sheet, report.unjudged)
    if quiet:
        return
    for cause in report.causes[: limits.causes]:
        _cause(sheet, cause, report, limits)
    _others(sheet, report.causes[limits.causes :], limits)
    _equal(sheet, report)
    write_hidden(sheet, report.hidden)
    write_notes(sheet, report.notes)
    sheet.blank()
    sheet.text(report.unseen, "dim")


def _cause(sheet: Sheet, cause: Cause, report: WhyReport, limits: Limits) -> None:
    sheet.blank()
    one, finding = cause.numbered, cause.numbered.finding
    label = f"{cause.points:>4} points"
    style = "bold" if cause.is_likely else ""
    sheet.entry(label, f"{one.number}. {finding.title}", label_style=SEVERITY_STYLE[finding.severity], style=style)
    for number, reason in enumerate(cause.reasons):
        sheet.entry("  because" if number == 0 else "", f"{reason.points:+d} {reason.text}")
    write_about(sheet, one, report.made, limits)


def _others(sheet: Sheet, causes: tuple[Cause, ...], limits: Limits) -> None:
    if causes:
        sheet.blank()
    for one in alike(causes[: limits.findings]):
        more = f", and {one.more:,} more like it" if one.more else ""
        sheet.entry(f"{one.first.points:>4} points", f"{_short(one.first.numbered)}{more}", style="dim")
    rest = len(causes) - limits.findings
    if rest > 0:
        sheet.entry("", f"and {count(rest, 'difference')} more, none of them likelier", style="dim")


def _short(one: Numbered) -> str:
    return f"{one.number}. {one.finding.title}"


def _equal(sheet: Sheet, report: WhyReport) -> None:
    if report.equal:
        sheet.blank()
    for one in report.equal:
        sheet.entry("equal", one.sentence)
