"""For everybody: one self-contained page from reports/templates, readable without scripts and without a network.

Its style is style.css and the sheet beside each part; its script, which only pages with findings have, is scripts/*.js in the order of their
names, one module. What the script needs to know of the findings is JSON in the page.
"""

import base64
import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from drift.errors import OutputError
from drift.render.page.data import page_data
from drift.render.page.limits import CHAINS, CHAINS_OPEN, DETAILS, FINDINGS, GAPS, LINES, LONGEST, MEMBERS, RECORDS
from drift.render.page.seen import seen
from drift.render.symbols import CHANGE, STATE_WORD, STEP_WORD, TIE_WORD, WHOLE_ENVIRONMENT
from drift.render.text import brief, shortened
from drift.report import AnyReport, HistoryReport, Report, ScanReport, ShowReport, StatusReport, WhyReport
from drift.report.chain import summary
from drift.report.findings import counts_of, grouped
from drift.report.marks import hunk, marked
from drift.report.provenance import UNSEEN
from drift.report.wording import age, count, growth, listed, minute, moment, roughly, severities, tag_of

if TYPE_CHECKING:
    from jinja2 import Environment

PLACES = (Path(__file__).parent / "templates", Path(__file__).parents[2] / "reports" / "templates")
"""In an installed package, in a checkout."""


@dataclass(frozen=True, slots=True)
class Html:
    name: str = "html"
    suffixes: tuple[str, ...] = (".html", ".htm")
    judged_only: bool = False

    def render(self, report: AnyReport) -> str:
        return composed(f"{_page(report)}.html", report, scripted=isinstance(report, Report | WhyReport))


def composed(template: str, report: AnyReport, *, scripted: bool, **context: Any) -> str:
    """A whole page; `context` is what its template wants beside the report."""
    style = _joined("style.css", "parts/*.css")
    script = _joined("scripts/*.js") if scripted else ""
    given = {
        "report": report,
        "style": _trusted(style),
        "script": _trusted(script),
        "policy": _trusted(_policy(style, script)),
        **_limited(report),
        **context,
    }
    return _environment().get_template(template).render(given)


def _page(report: AnyReport) -> str:
    match report:
        case Report():
            return "judged"
        case StatusReport():
            return "status"
        case HistoryReport():
            return "history"
        case ShowReport():
            return "show"
        case ScanReport():
            return "scan"
        case WhyReport():
            return "why"


def _limited(report: AnyReport) -> Mapping[str, Any]:
    """The findings whose rows stand in the page, in their groups, those whose rows do not, and all of them as data."""
    if not isinstance(report, Report):
        return {}
    groups = grouped(report.findings, FINDINGS)
    return {
        "groups": groups,
        "anchors": {group.anchor for group in groups},
        "rest": report.findings[FINDINGS:],
        "data": _trusted(page_data(report)) if report.findings or report.hidden else "",
    }


def templates() -> Path:
    for place in PLACES:
        if place.is_dir():
            return place
    raise OutputError(
        f"{PLACES[0]}: the templates of the HTML report are not there", remedy="install container-drift again"
    )


@cache
def _environment() -> "Environment":
    from jinja2 import Environment, FileSystemLoader, StrictUndefined

    environment = Environment(
        loader=FileSystemLoader(templates()),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
        finalize=_finalize,
    )
    environment.filters |= {
        "age": age,
        "brief": brief,
        "count": count,
        "counts": lambda findings: counts_of(one.finding for one in findings),
        "growth": growth,
        "hunk": lambda detail: hunk(detail.before, detail.after),
        "listed": listed,
        "marked": _marked,
        "moment": moment,
        "roughly": roughly,
        "seen": seen,
        "severities": severities,
        "summary": summary,
        "tag": tag_of,
        "time": minute,
    }
    environment.globals |= _words()
    return environment


def _words() -> Mapping[str, Any]:
    """What every template knows beside its report: words, marks and limits."""
    return {
        "CHAINS": CHAINS,
        "CHAINS_OPEN": CHAINS_OPEN,
        "CHANGE": CHANGE,
        "DETAILS": DETAILS,
        "FINDINGS": FINDINGS,
        "GAPS": GAPS,
        "LINES": LINES,
        "MEMBERS": MEMBERS,
        "RECORDS": RECORDS,
        "STATE_WORD": STATE_WORD,
        "STEP_WORD": STEP_WORD,
        "TIE_WORD": TIE_WORD,
        "UNSEEN": UNSEEN,
        "WHOLE_ENVIRONMENT": WHOLE_ENVIRONMENT,
    }


def _finalize(value: Any) -> Any:
    """Every text of every template goes through here: bounded, and nothing in it acts. Escaping comes after it."""
    from markupsafe import Markup

    return shortened(value, LONGEST) if isinstance(value, str) and not isinstance(value, Markup) else value


def _trusted(text: str) -> Any:
    """Text of ours that stands in the page as it is."""
    from markupsafe import Markup

    return Markup(text)  # noqa: S704 - our own style, script and policy; of a report only JSON that was made inert


def _marked(value: Any) -> Any:
    """Words that differ between a value's two sides; too long ones are shortened first, with their digest."""
    return marked(shortened(value.before, LONGEST), shortened(value.after, LONGEST))


def _joined(*patterns: str) -> str:
    """The templates' own files of these patterns, one after the other, in the order of their names."""
    files = [file for pattern in patterns for file in sorted(templates().glob(pattern))]
    return "\n".join(file.read_text("utf-8").strip() for file in files)


def _policy(style: str, script: str) -> str:
    """The page's Content-Security-Policy: this style, this script, and nothing else; and no text ever becomes markup or a program."""
    scripts = (
        f"script-src '{_hash(script)}'; require-trusted-types-for 'script'; trusted-types 'none'; " if script else ""
    )
    return (
        f"default-src 'none'; style-src '{_hash(style)}'; {scripts}img-src data:; base-uri 'none'; form-action 'none'"
    )


def _hash(text: str) -> str:
    return f"sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}"
