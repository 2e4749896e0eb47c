"""All findings of a report as one JSON document for the page's script.

Each text stands once, in a table, and is named by its place there. Findings are columns: the nth entry of each is of the nth finding, in
rank order, those that the policy hides after all others. The rows of the first ones stand in the page; of the others the body is here, too.
"""

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from itertools import islice
from typing import Any

from drift.model.changes import Detail
from drift.model.findings import Member
from drift.render.page.limits import DATA, FINDINGS, LONGEST, RowLimits, row_limits
from drift.render.page.seen import seen
from drift.render.symbols import CHANGE, WHOLE_ENVIRONMENT
from drift.render.text import shortened
from drift.report import Report
from drift.report.findings import anchor_of, unranked
from drift.report.marks import Marks, hunk, marked
from drift.report.parts import Numbered, Value
from drift.report.wording import moment

KEY = "\x1a"
"""Stands in a title for the finding's key. No shown text has a control character."""

INERT = str.maketrans({character: f"\\u{ord(character):04x}" for character in "<>&\u2028\u2029"})
"""What could end a script element, begin a comment or be a line break, written as JSON may also write it."""

Json = Any


@dataclass(slots=True)
class Texts:
    """The table. Text 0 is empty."""

    places: dict[str, int] = field(default_factory=lambda: {"": 0})
    size: int = 0
    """Characters of all of them."""

    def __call__(self, text: str) -> int:
        return self.shown(shortened(text, LONGEST))

    def shown(self, text: str) -> int:
        """The place of what is fit to be shown."""
        if text not in self.places:
            self.places[text] = len(self.places)
            self.size += len(text) + len('"",')
        return self.places[text]

    def marks(self, marks: Marks) -> list[int]:
        """A part that differs is negative."""
        return [-self(mark.text) if mark.differs else self(mark.text) for mark in marks]


@dataclass(frozen=True, slots=True)
class Written:
    """A finding on its way into the columns."""

    one: Numbered
    by: str = ""
    """The line of the policy that hides it."""
    reason: str = ""


def page_data(report: Report) -> str:
    """As text that is inert inside a script element."""
    texts = Texts()
    findings = [*map(Written, report.findings), *_hidden(report)]
    groups = list(dict.fromkeys((each.one.finding.service, each.one.environment) for each in findings))
    place = {group: number for number, group in enumerate(groups)}
    columns = [_said(each, place, texts, report.made) for each in findings]
    document: dict[str, Json] = {
        "rows": min(len(report.findings), FINDINGS),
        "groups": [
            [anchor_of(service, environment), texts(service or WHOLE_ENVIRONMENT), texts(environment)]
            for service, environment in groups
        ],
        "columns": {name: [row[name] for row in columns] for name in columns[0]} if columns else {},
    }
    room = DATA - texts.size - len(_compact(document))
    bodies = Bodies(texts, row_limits(len(report.findings)), room)
    document["bodies"] = [bodies.of(each.one) for each in islice(findings, document["rows"], None)]
    document["texts"] = list(texts.places)
    return _compact(document).translate(INERT)


def _compact(document: Json) -> str:
    return json.dumps(document, ensure_ascii=False, separators=(",", ":"))


def _hidden(report: Report) -> Iterator[Written]:
    for line in report.hidden:
        for finding in line.findings:
            yield Written(unranked(finding), line.by, line.reason)


def _said(each: Written, place: dict[tuple[str, str], int], texts: Texts, now: datetime) -> dict[str, Json]:
    one, finding = each.one, each.one.finding
    key = shortened(finding.key, LONGEST)
    title = shortened(finding.title, LONGEST)
    return {
        "number": one.number,
        "severity": texts(str(finding.severity)),
        "group": place[finding.service, one.environment],
        "kind": texts(finding.kind.value),
        "rule": texts(finding.rule),
        "key": texts.shown(key),
        "title": texts.shown(title.replace(key, KEY, 1) if key else title),
        "fingerprint": finding.fingerprint,
        "known": int(one.known),
        "sides": [texts(one.before_is), texts(one.after_is)],
        "effect": texts(finding.effect.value if finding.effect else ""),
        "consequence": texts(finding.consequence),
        "attribution": texts(finding.attribution),
        "remedy": texts(finding.remedy),
        "seen": [_seen(*part, texts) for part in seen(one, now)],
        "hidden": [texts(each.by), texts(each.reason)] if each.by else 0,
    }


def _seen(text: str, at: datetime | None, more: str, texts: Texts) -> list[int]:
    return [texts(text), texts(moment(at) if at else ""), texts(more)]


@dataclass(slots=True)
class Bodies:
    """Values, differences inside documents, members; 0 from where there is no room for them."""

    texts: Texts
    limits: RowLimits
    room: int
    """Characters."""

    def of(self, one: Numbered) -> Json:
        if self.room < 0:
            return 0
        before = self.texts.size
        body = [self.values(one.values), self.details(one.finding.details), self.members(one.finding.members)]
        self.room -= len(_compact(body)) + self.texts.size - before
        return body

    def values(self, values: Sequence[Value]) -> list[Json]:
        return [[self.texts(value.label), *self.sides(value)] for value in values]

    def sides(self, value: Value) -> list[Json]:
        if value.before is not None and value.after is not None:
            before, after = marked(shortened(value.before, LONGEST), shortened(value.after, LONGEST))
            return [self.texts.marks(before), self.texts.marks(after)]
        return [None if side is None else [self.texts(side)] for side in (value.before, value.after)]

    def details(self, details: Sequence[Detail]) -> list[Json]:
        """The hunks, and last how many more there are."""
        most = self.limits.details
        return [*map(self.hunk, details[:most]), max(0, len(details) - most)]

    def hunk(self, detail: Detail) -> list[Json]:
        """Where, the lines, and last how many more there are."""
        lines, most = hunk(detail.before, detail.after), self.limits.lines
        shown = [[self.texts(line.sign), *self.texts.marks(line.marks)] for line in lines[:most]]
        return [self.texts(detail.path), *shown, max(0, len(lines) - most)]

    def members(self, members: Sequence[Member]) -> list[Json]:
        """The members, and last how many there are in all."""
        shown = [
            [*map(self.texts, (CHANGE[one.change], one.change.value, one.key, one.instance))]
            for one in members[: self.limits.members]
        ]
        return [*shown, len(members)]
