"""An explanation in lines, and as JSON in the shape of schema/explanation-v1.json."""

from typing import TYPE_CHECKING

from drift.model.canonical import Document
from drift.render.lines.sheet import Piece, Sheet

if TYPE_CHECKING:
    from drift.report.explanation import Explanation, Said, Subject

SCHEMA = "container-drift/explanation-v1"

WIDTH = 120


def explanation_text(explanation: "Explanation") -> str:
    sheet = Sheet(WIDTH)
    sheet.line(Piece(explanation.answer))
    for place in explanation.places:
        sheet.blank()
        sheet.line(Piece(f"── {', '.join(place.names)} ──"))
        for one in place.said:
            sheet.entry(one.label, one.text)
    return sheet.output(None, ascii_only=False)


def explanation_json(explanation: "Explanation") -> str:
    from drift import __version__
    from drift.render.json import ascii_text

    document: Document = {
        "schema": SCHEMA,
        "tool": {"name": "container-drift", "version": __version__},
        "answer": explanation.answer,
        "places": [{"names": place.names, "said": _said(place.said)} for place in explanation.places],
    }
    return ascii_text(document) + "\n"


def _said(lines: "tuple[Said, ...]") -> list[Document]:
    """What belongs to the line above is with it."""
    found: list[Document] = []
    for one in lines:
        if one.label.startswith(" "):
            found[-1]["more"].append({"label": one.label.strip(), "text": one.text})
        else:
            subject = _subject(one.subject) if one.subject else None
            found.append({"is": one.kind, "text": one.text, "finding": subject, "more": []})
    return found


def _subject(one: "Subject") -> Document:
    return {
        "number": one.number or None,
        "fingerprint": one.fingerprint,
        "rule": one.rule,
        "severity": one.severity,
        "title": one.title,
        "fails": one.fails,
        "severity_by": one.severity_by,
        "threshold": one.threshold,
        "hidden_by": one.hidden_by,
        "reason": one.reason,
    }
