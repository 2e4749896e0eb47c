"""A notification as text, short enough to be read on a phone, and as the JSON document that a webhook gets."""

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from drift.model.canonical import Document
from drift.model.findings import Outcome
from drift.render.documents.parts import keyed
from drift.render.json import ascii_text
from drift.render.symbols import SEVERITY
from drift.render.text import shortened
from drift.report.bulletin import Bulletin, Gone, Occasion, Told, ranked
from drift.report.wording import count, moment

SCHEMA = "container-drift/notification-v1"
LONGEST = 300
"""Characters of a line."""
_WORD = {Outcome.PASS: "NO DRIFT", Outcome.DRIFT: "DRIFT", Outcome.UNJUDGED: "CANNOT JUDGE"}
_CALL = re.compile(r"@(?=everyone\b|here\b|channel\b|all\b)|<(?=[!@#])", re.IGNORECASE)
"""What calls everybody of a chat, were it the name of a file."""


class Notification(NamedTuple):
    subject: str
    text: str
    json: str


def notification(bulletin: Bulletin) -> Notification:
    lines = list(_lines(bulletin))
    text = "".join(f"{line}\n" for line in lines)
    return Notification(_subject(bulletin), text, ascii_text(document(bulletin, text)) + "\n")


def document(bulletin: Bulletin, text: str) -> Document:
    report = bulletin.report
    return {
        "schema": SCHEMA,
        "occasion": bulletin.occasion.value,
        "made": moment(report.made),
        "tool": {"name": "container-drift", "version": report.tool.version},
        "verdict": report.outcome.value,
        "was": bulletin.was.value,
        "summary": {
            "answer": report.headline.answer,
            "judged": report.headline.judged,
            "threshold": str(report.threshold),
            "counts": dict(report.counts),
            "new": len(bulletin.new),
            "worse": len(bulletin.worse),
            "resolved": len(bulletin.resolved),
        },
        "unjudged": report.unjudged[: bulletin.most],
        "new": [_told(one) for one in _worst(bulletin.new, bulletin)],
        "worse": [_told(one) for one in _worst(bulletin.worse, bulletin)],
        "resolved": [_gone(one) for one in bulletin.resolved[: bulletin.most]],
        "standing": [_told(one) for one in _worst(bulletin.standing, bulletin)],
        "report_url": bulletin.report_url or None,
        "text": text,
    }


def _told(one: Told) -> Document:
    finding = one.now.finding
    return keyed(finding.key) | {
        "fingerprint": finding.fingerprint,
        "rule": finding.rule,
        "severity": str(finding.severity),
        "was": None if one.was is None else str(one.was),
        "service": finding.service,
        "environments": finding.environments,
        "title": finding.title,
        "consequence": finding.consequence,
        "remedy": finding.remedy,
    }


def _gone(one: Gone) -> Document:
    return {
        "fingerprint": one.finding.fingerprint,
        "was": str(one.finding.severity),
        "service": one.finding.service,
        "environments": one.finding.environments,
        "title": one.finding.title,
        "still_there": one.eased,
    }


def _worst(told: Sequence[Told], bulletin: Bulletin) -> list[Told]:
    return ranked(told)[: bulletin.most]


def _subject(bulletin: Bulletin) -> str:
    answer = _line(bulletin.report.headline.answer, 120)
    match bulletin.occasion:
        case Occasion.TEST:
            return f"drift: this is a test; {answer}"
        case Occasion.DIGEST:
            return f"drift, daily: {answer}"
        case Occasion.CHANGE:
            return f"drift: {answer}"


def _lines(bulletin: Bulletin) -> Iterator[str]:
    report = bulletin.report
    yield _line(report.headline.answer)
    yield _line(report.headline.judged)
    if bulletin.occasion is Occasion.TEST:
        yield "This is a test: notifications of drift arrive here."
    if bulletin.was is not report.outcome:
        yield f"Before: {_WORD[bulletin.was]}"
    room = bulletin.most
    for heading, told in (("New", bulletin.new), ("Worse", bulletin.worse), ("Still there", bulletin.standing)):
        if told:
            yield from ("", f"{heading} ({len(told):,})")
            for one in ranked(told)[:room]:
                yield from _finding(one)
            if len(told) > room:
                yield f"  and {len(told) - room:,} more"
            room = max(0, room - len(told))
    yield from _resolved(bulletin)
    yield ""
    if bulletin.report_url:
        yield f"Report: {_line(bulletin.report_url)}"
    yield f"More: {_line(report.more)}"


def _finding(one: Told) -> Iterator[str]:
    finding = one.now.finding
    was = f" (was {one.was})" if one.was is not None else ""
    place = " · ".join(part for part in (finding.service, one.now.environment) if part)
    yield _line(f"{SEVERITY[finding.severity]} {finding.severity}{was}  {place}  {finding.rule}: {finding.title}")
    if finding.consequence:
        yield f"    so: {_line(finding.consequence)}"
    if finding.remedy:
        yield f"    do: {_line(finding.remedy)}"


def _resolved(bulletin: Bulletin) -> Iterator[str]:
    gone = bulletin.resolved
    if not gone:
        return
    yield from ("", f"Resolved ({len(gone):,})")
    for one in gone[: bulletin.most]:
        where = " · ".join(part for part in (one.finding.service, " → ".join(one.finding.environments)) if part)
        eased = " (still there, and accepted or below what is told)" if one.eased else ""
        yield _line(f"✓ was {one.finding.severity}  {where}  {one.finding.title}{eased}")
    if len(gone) > bulletin.most:
        yield f"  and {count(len(gone) - bulletin.most, 'more', 'more')}"


def _line(text: str, limit: int = LONGEST) -> str:
    """One line in which no name acts."""
    return _CALL.sub(lambda found: f"{found[0]} ", shortened(text, limit))
