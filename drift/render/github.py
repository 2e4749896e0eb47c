"""Annotations of a GitHub job, as workflow commands on stdout (https://docs.github.com/actions/reference/workflow-commands-for-github-actions).

A step may make ten errors and ten warnings; more are dropped without a word. So the worst come first, and the last warning says how
many are not there.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from drift.model.findings import Severity
from drift.render.interface import judged_report
from drift.render.text import shortened
from drift.report import AnyReport, Report
from drift.report.parts import Numbered, SourceLine
from drift.report.wording import count

LIMIT = 10
"""Annotations of one kind in a step."""
LONGEST = 500
"""Characters of one text."""

_DATA = str.maketrans({"%": "%25", "\r": "%0D", "\n": "%0A"})
_PROPERTY = str.maketrans({"%": "%25", "\r": "%0D", "\n": "%0A", ":": "%3A", ",": "%2C"})


@dataclass(frozen=True, slots=True)
class Github:
    name: str = "github"
    suffixes: tuple[str, ...] = (".annotations",)
    judged_only: bool = True

    def render(self, report: AnyReport) -> str:
        return "\n".join(_lines(judged_report(report, self.name))) + "\n"


def command(name: str, message: str, properties: Mapping[str, str]) -> str:
    """One workflow command. Whatever the texts hold, it is one line and one command."""
    said = ",".join(f"{key}={value.translate(_PROPERTY)}" for key, value in properties.items())
    return f"::{name} {said}::{message.translate(_DATA)}"


def plain(text: str) -> str:
    """A line that is no command: GitHub takes one that begins with ::, and an older form, ##[…], anywhere in a line."""
    shown = shortened(text, LONGEST).replace("##[", "# #[")
    return f"· {shown}" if shown.lstrip().startswith("::") else shown


def _lines(report: Report) -> Iterator[str]:
    yield plain(report.headline.answer)
    place = report.declared.policy
    reasons = [_command("error", "not judged", shortened(one, LONGEST), place) for one in report.unjudged]
    failing = [_finding("error", one, report) for one in report.findings if one.fails]
    others = [
        _finding("warning", one, report)
        for one in report.findings
        if not one.fails and not one.known and one.finding.severity > Severity.INFO
    ]
    errors = [*reasons, *failing]
    shown = [*errors[:LIMIT], *others[: LIMIT - 1]]
    yield from shown
    rest = len(reasons) + len(report.findings) - len(shown)
    if rest:
        yield _command(
            "warning", "not shown here", shortened(f"{count(rest, 'finding')} more: {report.more}", LONGEST), place
        )
    yield plain(f"{report.why} More: {report.more}")


def _finding(kind: str, one: Numbered, report: Report) -> str:
    finding = one.finding
    where = " · ".join(part for part in (finding.service, one.environment) if part)
    title = f"{finding.severity} {finding.rule}{' in ' + where if where else ''}"
    lines: Sequence[str] = [finding.title, f"{finding.kind} {finding.key}", finding.consequence, finding.remedy]
    return _command(
        kind, title, "\n".join(shortened(line, LONGEST) for line in lines if line), report.declared.of(finding.service)
    )


def _command(kind: str, title: str, message: str, place: SourceLine) -> str:
    properties = {"file": shortened(place.path, LONGEST), "line": str(place.line), "title": shortened(title, LONGEST)}
    return command(kind, message, properties)
