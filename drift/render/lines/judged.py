"""Findings in lines: what differs, where from, what it does, what to do."""

from datetime import datetime

from drift.model.findings import Severity
from drift.model.records import Kind
from drift.render.lines.limits import Limits
from drift.render.lines.places import write_matrix
from drift.render.lines.sheet import LABEL, Piece, Sheet
from drift.render.lines.styles import SEVERITY_STYLE, SIGN_STYLE
from drift.render.symbols import CHANGE, SEVERITY
from drift.report import Report
from drift.report.findings import grouped
from drift.report.marks import hunk
from drift.report.parts import Group, HiddenBy, Note, NoteType, Numbered, Value
from drift.report.wording import age, count, listed, moment, severities

NOTHING = "(nothing)"

_NOTE_LABEL = {NoteType.NOT_LOOKED_FOR: "not looked at", NoteType.UNSTABLE: "unstable", NoteType.NOTE: "note"}


def write_judged(sheet: Sheet, report: Report, limits: Limits, *, quiet: bool) -> None:
    write_unjudged(sheet, report.unjudged)
    if quiet:
        return
    if report.matrix is not None:
        write_matrix(sheet, report.matrix, limits.services, images=False)
    for group in grouped(report.findings, limits.findings):
        _group(sheet, group, report, limits)
    rest = len(report.findings) - limits.findings
    if rest > 0:
        sheet.blank()
        worse = "" if report.only_new else ", none of them worse"
        sheet.text(f"And {count(rest, 'finding')} more{worse}.", "bold")
    write_hidden(sheet, report.hidden, report.unused_waivers)
    write_notes(sheet, report.notes)


def write_unjudged(sheet: Sheet, reasons: tuple[str, ...]) -> None:
    if reasons:
        sheet.blank()
    for reason in reasons:
        sheet.entry("? not judged", reason, label_style="bold magenta")


def write_notes(sheet: Sheet, notes: tuple[Note, ...]) -> None:
    if notes:
        sheet.blank()
    for note in notes:
        where = f" ({listed(note.where)})" if note.where else ""
        sheet.entry(_NOTE_LABEL[note.type], note.text + where)


def _group(sheet: Sheet, group: Group, report: Report, limits: Limits) -> None:
    sheet.blank()
    if group.name:
        sheet.line(Piece(f"── {group.name} ──", "bold"), Piece(f" {severities(group.counts)}", "dim"))
    before = None
    for one in group.findings:
        if before and before.finding.severity > Severity.INFO:
            sheet.blank()
        _finding(sheet, one, report, limits)
        before = one


def _finding(sheet: Sheet, one: Numbered, report: Report, limits: Limits) -> None:
    finding = one.finding
    label = f"{SEVERITY[finding.severity]} {finding.severity}"
    style = "bold" if one.fails else ""
    sheet.entry(label, f"{one.number}. {finding.title}", label_style=SEVERITY_STYLE[finding.severity], style=style)
    if finding.severity is Severity.INFO:
        return
    write_about(sheet, one, report.made, limits)


def write_about(sheet: Sheet, one: Numbered, made: datetime, limits: Limits) -> None:
    """What a finding is about, below its title."""
    finding = one.finding
    subject = "" if finding.kind is Kind.COVERAGE else f" · {finding.kind} {finding.key}"
    sheet.entry("", f"{finding.rule}{subject}", style="dim")
    _values(sheet, one.values)
    _details(sheet, one, limits)
    _members(sheet, one, limits)
    about = (
        ("in", listed(finding.instances, 6)),
        ("from", finding.attribution),
        ("effect", finding.consequence),
        ("remedy", finding.remedy),
        (
            "known since" if one.known else "since",
            f"{moment(one.first_seen)} ({age(made - one.first_seen)} ago)" if one.first_seen else "",
        ),
    )
    for name, text in about:
        if text:
            sheet.entry(f"  {name}", text)


def _values(sheet: Sheet, values: tuple[Value, ...]) -> None:
    """A line for each field; one line for all of them where one side has nothing."""
    after = [f"{one.label} {one.after}" for one in values if one.after is not None]
    before = [f"{one.label} {one.before}" for one in values if one.before is not None]
    if len(values) > 1 and not (before and after):
        sheet.entry("  after" if after else "  before", sheet.fitted(", ".join(after or before), LABEL, lines=4))
        return
    for one in values:
        _value(sheet, f"  {one.label}", one.before or NOTHING, one.after or NOTHING)


def _value(sheet: Sheet, label: str, before: str, after: str) -> None:
    """On one line where both fit, else below each other."""
    if sheet.width is None or LABEL + len(before) + len(after) + len(" → ") <= sheet.width:
        sheet.entry(label, f"{sheet.fitted(before)} → {sheet.fitted(after)}")
    else:
        sheet.entry(label, f"{sheet.fitted(before, LABEL + len(' →'))} →")
        sheet.entry("", sheet.fitted(after, LABEL))


def _details(sheet: Sheet, one: Numbered, limits: Limits) -> None:
    details = one.finding.details
    for detail in details[: limits.details]:
        label = f"  {detail.path}"
        if len(label) >= LABEL:
            sheet.line(Piece(label, "dim"))
            label = ""
        lines = hunk(detail.before, detail.after)
        for line in lines[: limits.lines]:
            text = f"{line.sign} {''.join(mark.text for mark in line.marks)}"
            sheet.line(Piece(f"{label:<{LABEL}}", "dim"), Piece(sheet.fitted(text, LABEL), SIGN_STYLE[line.sign]))
            label = ""
        _rest(sheet, len(lines) - limits.lines, "line")
    _rest(sheet, len(details) - limits.details, "difference")


def _members(sheet: Sheet, one: Numbered, limits: Limits) -> None:
    members = one.finding.members
    for number, member in enumerate(members[: limits.members]):
        where = f" in {member.instance}" if member.instance else ""
        sheet.entry("  stands for" if number == 0 else "", f"{CHANGE[member.change]} {member.key}{where}")
    _rest(sheet, len(members) - limits.members, "member")


def _rest(sheet: Sheet, number: int, noun: str) -> None:
    if number > 0:
        sheet.entry("", f"and {count(number, noun)} more", style="dim")


def write_hidden(sheet: Sheet, hidden: tuple[HiddenBy, ...], unused_waivers: tuple[str, ...] = ()) -> None:
    if hidden or unused_waivers:
        sheet.blank()
    for one in hidden:
        reason = f": {one.reason}" if one.reason else ""
        sheet.entry("hidden", f"{len(one.findings):,} by {one.by}{reason}")
    for waiver in unused_waivers:
        sheet.entry("unused", waiver)
