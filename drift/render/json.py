"""For programs: every report as JSON in the shape of schema/report-v1.json (JSON Schema 2020-12)."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from importlib.resources import files
from typing import Any

from drift.model.canonical import Document
from drift.render.documents.judged import judged
from drift.render.documents.small import history, scanned, shown, status
from drift.render.documents.why import why
from drift.render.text import decodable
from drift.report import AnyReport, HistoryReport, Report, ScanReport, ShowReport, StatusReport, WhyReport
from drift.report.wording import moment

SCHEMA = "container-drift/report-v1"
"""Another number comes with a change that a reader of this one would not survive."""


@dataclass(frozen=True, slots=True)
class Json:
    name: str = "json"
    suffixes: tuple[str, ...] = (".json",)
    judged_only: bool = False

    def render(self, report: AnyReport) -> str:
        return ascii_text(document(report)) + "\n"


def ascii_text(value: Any) -> str:
    """ASCII, keys sorted: what a name holds can act neither on a terminal nor on a parser."""
    text = json.dumps(_decodable(value), indent=2, sort_keys=True, allow_nan=False)
    return text.replace("\x7f", "\\u007f")


def schema(name: str = "report-v1") -> Document:
    """A published schema."""
    text = files("drift.render").joinpath("schema", f"{name}.json").read_text("utf-8")
    decoded: Document = json.loads(text)
    return decoded


def document(report: AnyReport) -> Document:
    head: Document = {
        "schema": SCHEMA,
        "made": moment(report.made),
        "tool": {"name": "container-drift", "version": report.tool.version},
        "next": report.more,
    }
    match report:
        case Report():
            return head | judged(report)
        case StatusReport():
            return head | status(report)
        case HistoryReport():
            return head | history(report)
        case ShowReport():
            return head | shown(report)
        case ScanReport():
            return head | scanned(report)
        case WhyReport():
            return head | why(report)


def _decodable(value: Any) -> Any:
    match value:
        case str():
            return decodable(value)
        case Mapping():
            return {decodable(str(key)): _decodable(item) for key, item in value.items()}
        case list() | tuple():
            return [_decodable(item) for item in value]
        case _:
            return value
