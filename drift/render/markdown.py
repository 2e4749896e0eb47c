"""For pull requests, merge requests and job summaries: the answer, the matrix and what fails first, the rest folded.

A comment on GitHub has at most 65,536 characters (GitLab takes 1,000,000; a job summary on GitHub 1 MiB): what is least severe goes
first, and the last line of the findings says how many are not there.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from drift.model.findings import Member
from drift.model.records import Kind
from drift.render.console import Console
from drift.render.lines.judged import NOTHING
from drift.render.lines.places import word_of
from drift.render.markup import LONGEST, block, code, text
from drift.render.symbols import CHANGE, SEVERITY, STATE, WHOLE_ENVIRONMENT
from drift.render.text import shortened
from drift.report import AnyReport, Report, StatusReport
from drift.report.marks import hunk
from drift.report.parts import Cell, Headline, HiddenBy, Matrix, Note, Numbered, State
from drift.report.wording import age, count, listed, moment, severities

LIMIT = 65_000
"""Characters. Some are left to whoever adds a line of its own to a comment."""
ENVIRONMENTS = 12
"""More make a table that nobody reads."""
DETAILS = 6
"""Differences inside one document."""
LINES = 12
"""Of one hunk."""
MEMBERS = 5
SIZES = (20, 8, 3, 1)
"""Of each list beside the findings: the first that leaves half of the room to them."""

_QUIET = frozenset({State.OK, State.NOT_DEPLOYED})


@dataclass(frozen=True, slots=True)
class Markdown:
    name: str = "markdown"
    suffixes: tuple[str, ...] = (".md", ".markdown")
    judged_only: bool = False

    def render(self, report: AnyReport) -> str:
        match report:
            case Report() | StatusReport():
                return _whole(report)
            case _:
                return _as_lines(report)


def _whole(report: Report | StatusReport) -> str:
    for size in SIZES:
        head = [*_opening(report, size)]
        tail = [*_closing(report, size)]
        room = LIMIT - sum(len(part) + 2 for part in (*head, *tail))
        if room > LIMIT // 2:
            break
    findings = _findings(report, room) if isinstance(report, Report) else ()
    return "\n\n".join((*head, *findings, *tail)) + "\n"


def _opening(report: Report | StatusReport, size: int) -> Iterator[str]:
    yield _answer(report.headline)
    if report.headline.judged:
        yield text(report.headline.judged)
    if report.unjudged:
        yield _list((f"**not judged**: {text(reason)}" for reason in report.unjudged), size, "reason")
    if any(report.counts.values()):
        yield f"**{severities(report.counts)}**"
    if report.matrix is not None and report.matrix.rows and len(report.matrix.environments) <= ENVIRONMENTS:
        yield _table(report.matrix, size)


def _answer(headline: Headline) -> str:
    mark = f"{STATE[headline.state]} " if headline.state else ""
    return f"## {mark}{text(headline.answer)}"


def _table(matrix: Matrix, size: int) -> str:
    """Of more rows than `size`, those without trouble go first."""
    troubled = [row for row in matrix.rows if any(cell.state not in _QUIET for cell in row.cells)]
    rows = (matrix.rows if len(matrix.rows) <= size else troubled)[:size]
    lines = [
        f"| | {' | '.join(text(one, 60) for one in matrix.environments)} |",
        f"|---|{'---|' * len(matrix.environments)}",
        *(
            f"| **{text(row.service or WHOLE_ENVIRONMENT, 60)}** | {' | '.join(map(_cell, row.cells))} |"
            for row in rows
        ),
    ]
    rest = len(matrix.rows) - len(rows)
    return "\n".join(lines) + (f"\n\nand {count(rest, 'service')} more" if rest else "")


def _cell(cell: Cell) -> str:
    return f"{STATE[cell.state]} {word_of(cell)}"


def _findings(report: Report, room: int) -> Iterator[str]:
    """In rank order, those that fail before the others, as long as there is room."""
    room -= len(_LAST_WORDS.format(count(len(report.findings), "finding")))
    failing = [one for one in report.findings if one.fails]
    others = [one for one in report.findings if not one.fails]
    shown = 0
    for title, findings in ((f"{count(len(failing), 'finding')} failing", failing), (_below(report, others), others)):
        parts, room = _fitting((_finding(one, report) for one in findings), room - len(title) - len(_FOLDED))
        shown += len(parts)
        if parts and findings is failing:
            yield f"### {title}"
            yield from parts
        elif parts:
            yield _FOLDED.format(title, "\n\n".join(parts))
    if shown < len(report.findings):
        yield _LAST_WORDS.format(count(len(report.findings) - shown, "finding"))


_LAST_WORDS = "**And {} more.**"
_FOLDED = "<details>\n<summary>{}</summary>\n\n{}\n\n</details>"


def _below(report: Report, others: Sequence[Numbered]) -> str:
    known = f", {sum(one.known for one in others):,} of them known" if report.only_new else ""
    return f"{count(len(others), 'finding')} not failing{known}"


def _fitting(parts: Iterable[str], room: int) -> tuple[list[str], int]:
    """As many from the front as there is room for, and what is left of it."""
    fitting: list[str] = []
    for part in parts:
        if len(part) + 2 > room:
            return fitting, 0
        fitting.append(part)
        room -= len(part) + 2
    return fitting, room


def _finding(one: Numbered, report: Report) -> str:
    """Its line, and folded away what is known about it."""
    finding = one.finding
    where = " · ".join(text(part, 60) for part in (finding.service, one.environment) if part)
    title = f"{SEVERITY[finding.severity]} {finding.severity} · {where + ' · ' if where else ''}<b>{text(finding.title)}</b>"
    return _FOLDED.format(title, "\n\n".join(_about(one, report)))


def _about(one: Numbered, report: Report) -> Iterator[str]:
    finding = one.finding
    subject = "" if finding.kind is Kind.COVERAGE else f" · {finding.kind} {code(finding.key)}"
    yield f"{one.number}. {code(finding.rule)}{subject}".replace(". ", "\\. ", 1)
    lines = [*_values(one), *_said(one, report)]
    if lines:
        yield "\n".join(lines)
    yield from _details(one)
    if finding.members:
        yield f"stands for\n{_list(map(_member, finding.members), MEMBERS, 'member')}"


def _values(one: Numbered) -> Iterator[str]:
    """A line for each field; one line for all of them where one side has nothing."""
    if len(one.values) > 1 and (one.is_added or one.is_removed):
        sides = [
            f"{text(each.label, 60)} {_side(each.before if one.is_removed else each.after)}" for each in one.values
        ]
        yield f"- {'before' if one.is_removed else 'after'}: {', '.join(sides)}"
        return
    for value in one.values:
        yield f"- {text(value.label, 60)}: {_side(value.before)} → {_side(value.after)}"


def _side(value: str | None) -> str:
    return NOTHING if value is None else code(value)


def _said(one: Numbered, report: Report) -> Iterator[str]:
    finding = one.finding
    if finding.instances:
        yield f"- in {', '.join(map(code, finding.instances[:MEMBERS]))}{_more(len(finding.instances))}"
    for label, said in (("from", finding.attribution), ("effect", finding.consequence), ("remedy", finding.remedy)):
        if said:
            yield f"- {label}: {text(said)}"
    if one.first_seen:
        passed = age(report.made - one.first_seen)
        yield f"- {'known since' if one.known else 'since'} {moment(one.first_seen)} ({passed} ago)"


def _more(number: int) -> str:
    return f" and {number - MEMBERS:,} more" if number > MEMBERS else ""


def _details(one: Numbered) -> Iterator[str]:
    """What differs inside a document, as a diff."""
    details = one.finding.details
    for detail in details[:DETAILS]:
        found = hunk(detail.before, detail.after)
        lines = [
            shortened(f"{line.sign} {''.join(mark.text for mark in line.marks)}", LONGEST) for line in found[:LINES]
        ]
        rest = [f"  and {count(len(found) - LINES, 'line')} more"] if len(found) > LINES else []
        yield f"{code(detail.path)}\n{block([*lines, *rest], 'diff')}"
    if len(details) > DETAILS:
        yield f"and {count(len(details) - DETAILS, 'difference')} more"


def _member(one: Member) -> str:
    where = f" in {code(one.instance)}" if one.instance else ""
    return f"{CHANGE[one.change]} {code(one.key)}{where}"


def _list(lines: Iterable[str], size: int, noun: str) -> str:
    found = list(lines)
    rest = [f"and {count(len(found) - size, noun)} more"] if len(found) > size else []
    return "\n".join(f"- {line}" for line in (*found[:size], *rest))


def _closing(report: Report | StatusReport, size: int) -> Iterator[str]:
    if isinstance(report, StatusReport):
        yield f"More: {code(report.more)}"
        return
    hidden = [*map(_hidden, report.hidden), *(f"unused: {text(one)}" for one in report.unused_waivers)]
    if hidden:
        yield _FOLDED.format(f"{report.hidden_count:,} hidden by the policy", _list(hidden, size, "line"))
    if report.notes:
        yield _FOLDED.format("How well was looked", _list(map(_note, report.notes), size, "note"))
    yield f"**{text(report.why)}** More: {code(report.more)}"


def _hidden(one: HiddenBy) -> str:
    reason = f": {text(one.reason)}" if one.reason else ""
    return f"{len(one.findings):,} by {text(one.by)}{reason}"


def _note(note: Note) -> str:
    where = f" ({text(listed(note.where))})" if note.where else ""
    return f"{note.type.value.replace('-', ' ')}: {text(note.text)}{where}"


def _as_lines(report: AnyReport) -> str:
    """A small report has no shape of its own here: it is what the console says."""
    _, _, body = Console().render(report).partition("\n")
    *lines, last = body.strip("\n").split("\n")
    shown = _fitting(lines, LIMIT - LIMIT // 10)[0]
    rest = [f"and {count(len(lines) - len(shown), 'line')} more", ""] if len(shown) < len(lines) else []
    return f"{_answer(report.headline)}\n\n{block([*shown, *rest, last])}\n"
