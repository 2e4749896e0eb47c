"""Likely causes as JSON documents."""

from drift.model.canonical import Document
from drift.render.documents.judged import hidden_of, numbered_of
from drift.render.documents.parts import note_of, side_of
from drift.report import WhyReport
from drift.report.why import Cause


def why(report: WhyReport) -> Document:
    return {
        "report": "why",
        "title": report.title,
        "works": report.works,
        "fails": report.fails,
        "summary": {
            "answer": report.headline.answer,
            "judged": report.headline.judged,
            "causes": len(report.causes),
            "likely": sum(one.is_likely for one in report.causes),
            "hidden": sum(len(one.findings) for one in report.hidden),
        },
        "causes": [_cause(one) for one in report.causes],
        "equal": [{"kind": one.kind.value, "equal": one.equal, "of": one.total} for one in report.equal],
        "hidden": [hidden_of(one) for one in report.hidden],
        "unjudged": report.unjudged,
        "unseen": report.unseen,
        "coverage": [note_of(one) for one in report.notes],
        "sides": [side_of(one) for one in report.sides],
    }


def _cause(one: Cause) -> Document:
    return {
        "points": one.points,
        "likely": one.is_likely,
        "reasons": [{"points": reason.points, "reason": reason.text} for reason in one.reasons],
        "finding": numbered_of(one.numbered),
    }
