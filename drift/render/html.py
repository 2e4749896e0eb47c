"""For everybody: one self-contained page from reports/templates, readable without scripts and without a network.

Its style is style.css and the sheet beside each part; its script, which only a judged page has, is scripts/*.js in the order of their names.
"""

import base64
import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from drift.errors import OutputError
from drift.render.symbols import CHANGE, STATE_WORD, WHOLE_ENVIRONMENT
from drift.render.text import shortened
from drift.report import AnyReport, HistoryReport, Report, ScanReport, ShowReport, StatusReport, WhyReport
from drift.report.findings import counts_of, grouped
from drift.report.marks import hunk, marked
from drift.report.provenance import UNSEEN
from drift.report.wording import age, count, growth, listed, moment, roughly, severities, tag_of

if TYPE_CHECKING:
    from jinja2 import Environment

FINDINGS = 500
"""Shown, the worst; a page with thousands is slow, and nobody reads them."""
DETAILS = 40
"""Differences inside one document."""
LINES = 60
"""Of one hunk."""
MEMBERS = 50
"""Things that one finding stands for, hidden findings of one line of the policy."""
RECORDS = 500
"""Of each kind in a snapshot."""
LONGEST = 1200
"""Characters of one text."""

PLACES = (Path(__file__).parent / "templates", Path(__file__).parents[2] / "reports" / "templates")
"""In an installed package, in a checkout."""


@dataclass(frozen=True, slots=True)
class Html:
    name: str = "html"
    suffixes: tuple[str, ...] = (".html", ".htm")
    judged_only: bool = False

    def render(self, report: AnyReport) -> str:
        environment = _environment()
        style = _joined("style.css", "parts/*.css")
        script = _joined("scripts/*.js") if isinstance(report, Report) else ""
        page = environment.get_template(f"{_page(report)}.html")
        return page.render(
            report=report,
            style=_trusted(style),
            script=_trusted(script),
            policy=_trusted(_policy(style, script)),
            **_limited(report),
        )


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
    """The findings that are shown, in their groups, and how many are not."""
    if not isinstance(report, Report):
        return {}
    groups = grouped(report.findings, FINDINGS)
    return {
        "groups": groups,
        "anchors": {group.anchor for group in groups},
        "rest": report.findings[FINDINGS:],
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
        "count": count,
        "counts": lambda findings: counts_of(one.finding for one in findings),
        "growth": growth,
        "hunk": lambda detail: hunk(detail.before, detail.after),
        "listed": listed,
        "marked": _marked,
        "moment": moment,
        "roughly": roughly,
        "severities": severities,
        "tag": tag_of,
        "time": _time,
    }
    environment.globals |= {
        "CHANGE": CHANGE,
        "DETAILS": DETAILS,
        "FINDINGS": FINDINGS,
        "LINES": LINES,
        "MEMBERS": MEMBERS,
        "RECORDS": RECORDS,
        "STATE_WORD": STATE_WORD,
        "UNSEEN": UNSEEN,
        "WHOLE_ENVIRONMENT": WHOLE_ENVIRONMENT,
    }
    return environment


def _finalize(value: Any) -> Any:
    """Every text of every template goes through here: bounded, and nothing in it acts. Escaping comes after it."""
    from markupsafe import Markup

    return shortened(value, LONGEST) if isinstance(value, str) and not isinstance(value, Markup) else value


def _trusted(text: str) -> Any:
    """Text of ours that stands in the page as it is."""
    from markupsafe import Markup

    return Markup(text)  # noqa: S704 - the style sheet and its digest, never a report's text


def _marked(value: Any) -> Any:
    """Words that differ between a value's two sides; too long ones are shortened first, with their digest."""
    return marked(shortened(value.before, LONGEST), shortened(value.after, LONGEST))


def _joined(*patterns: str) -> str:
    """The templates' own files of these patterns, one after the other, in the order of their names."""
    files = [file for pattern in patterns for file in sorted(templates().glob(pattern))]
    return "\n".join(file.read_text("utf-8").strip() for file in files)


def _policy(style: str, script: str) -> str:
    """The page's Content-Security-Policy: this style, this script, and nothing else."""
    scripts = f"script-src '{_hash(script)}'; " if script else ""
    return (
        f"default-src 'none'; style-src '{_hash(style)}'; {scripts}img-src data:; base-uri 'none'; form-action 'none'"
    )


def _hash(text: str) -> str:
    return f"sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}"


def _time(at: datetime) -> str:
    """As in "2026-11-24 09:30 UTC"."""
    return f"{moment(at)[:16].replace('T', ' ')} UTC"
