"""The records of one kind of several environments, joined by key: which are not the same everywhere."""

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations, takewhile

from drift.diff.records import NOT_ALWAYS_KNOWN
from drift.model.canonical import Document, to_bytes
from drift.model.facts import Status
from drift.model.findings import Finding, Severity
from drift.model.records import Kind, Record
from drift.model.snapshot import Section
from drift.report.classes import NOTHING, UNKNOWN, Classes, classes_of
from drift.report.excerpts import excerpts
from drift.report.findings import rank_of
from drift.report.marks import Mark, Marks, marked_in_all
from drift.report.room import Room
from drift.report.values import plain, texts

ROWS = 60
"""Of one kind and service."""
NAMES = 100
"""Of equal records, of one kind and service."""
ROW, CELL = 120, 50
"""Bytes of markup."""
MAIN = ("value", "version", "identity", "content")
"""Labels that say enough alone, of a record that only some environments have."""

Weights = Mapping[tuple[str, Kind, str], Severity]
"""Service, kind and key → the worst that was found of it between environments."""


@dataclass(frozen=True, slots=True)
class Cell:
    marks: Marks
    """Its text, cut where it differs from others of its row."""
    state: str
    """ "" | "as-before": the same as in the column before it | NOTHING | UNKNOWN"""


@dataclass(frozen=True, slots=True)
class RecordRow:
    place: str
    """What the key begins with and a person can pass over: "pkg:deb/debian/"."""
    name: str
    severity: Severity | None
    """The worst that was found of it."""
    classes: Classes
    cells: tuple[Cell, ...]
    """One for each environment."""

    @property
    def texts(self) -> Iterator[str]:
        yield from (self.place, self.name)
        yield from (mark.text for cell in self.cells for mark in cell.marks)


@dataclass(frozen=True, slots=True)
class KindRows:
    kind: Kind
    rows: tuple[RecordRow, ...]
    """The worst first."""
    differing: int
    """All that are not the same everywhere."""
    equal: int
    equal_names: tuple[str, ...]
    """Of the first of these; empty where there is no room for them."""
    unread: tuple[tuple[str, str], ...]
    """Environment and the reason why it could not be read there."""
    pairs: tuple[tuple[int, int] | None, ...]
    """For each two environments, in their order: how many differ, how many are equal; None where one is not known."""

    @property
    def more(self) -> int:
        return self.differing - len(self.rows)

    @property
    def pairs_text(self) -> str:
        """For the page's script: "3/12 0/15 ?"."""
        return " ".join(UNKNOWN if one is None else f"{one[0]}/{one[1]}" for one in self.pairs)


def weights_of(findings: Iterable[Finding]) -> Weights:
    """What findings say of two environments weighs, and what they stand for."""
    found: dict[tuple[str, Kind, str], Severity] = {}
    for finding in findings:
        if len(finding.environments) > 1:
            for key in (finding.key, *(member.key for member in finding.members)):
                place = (finding.service, finding.kind, key)
                found[place] = max(finding.severity, found.get(place, Severity.INFO))
    return found


class Joined:
    """The records of one kind of all environments, joined by key."""

    def __init__(self, kind: Kind, environments: Sequence[str], sections: Sequence[Section | None]) -> None:
        self._kind = kind
        self._environments = environments
        self._sections = sections
        sets = [section.set if section else None for section in sections]
        by_digest = {one.digest: frozenset(one.records) for one in sets if one is not None}
        several = sum(one is not None for one in sets) > 1
        common = frozenset.intersection(*by_digest.values()) if several else frozenset()
        self._equal = sorted(common, key=lambda one: to_bytes(one.key))
        self._contents = [
            {one.key: one.content for one in by_digest[found.digest] - common}
            if several and found is not None
            else None
            for found in sets
        ]
        self._classes = self._classified()

    def _classified(self) -> dict[str, Classes]:
        """Of each key that is not the same everywhere, in key order. What is not always known differs only where both sides know it."""
        keys = {key for contents in self._contents if contents is not None for key in contents}
        found: dict[str, Classes] = {}
        for key in sorted(keys, key=to_bytes):
            absent = UNKNOWN if key in NOT_ALWAYS_KNOWN.get(self._kind, ()) else None
            said = [UNKNOWN if contents is None else contents.get(key, absent) for contents in self._contents]
            comparable = _of_one_key(said)
            classes = classes_of(comparable)
            if classes.differ or comparable != said:
                found[key] = classes
        return found

    def rows(self, service: str, weights: Weights, room: Room, for_names: Room) -> KindRows:
        """As many as there is room for, the worst first."""
        weighed = {key: weights.get((service, self._kind, key)) for key in self._classes}
        keys = sorted(self._classes, key=lambda key: (-rank_of(weighed[key]), NOTHING not in self._classes[key].of))
        rows = (self._row(key, weighed[key]) for key in keys[:ROWS])
        names = (_named(one) for one in self._equal[:NAMES])
        return KindRows(
            kind=self._kind,
            rows=tuple(takewhile(lambda row: room.take(row.texts, ROW + CELL * len(row.cells)), rows)),
            differing=len(self._classes),
            equal=len(self._equal),
            equal_names=tuple(takewhile(lambda name: for_names.take([name], 3), names)),
            unread=tuple(self._unread()),
            pairs=tuple(self._pairs()),
        )

    def _unread(self) -> Iterator[tuple[str, str]]:
        for environment, section in zip(self._environments, self._sections, strict=True):
            if section and section.status is Status.FAILED:
                yield environment, section.reason

    def _pairs(self) -> Iterator[tuple[int, int] | None]:
        known = [contents is not None for contents in self._contents]
        for one, other in combinations(range(len(known)), 2):
            if not known[one] or not known[other]:
                yield None
                continue
            both = [(classes.of[one], classes.of[other]) for classes in self._classes.values()]
            differ = sum(a != b and UNKNOWN not in (a, b) for a, b in both)
            yield differ, len(self._equal) + sum(a == b and a not in (NOTHING, UNKNOWN) for a, b in both)

    def _row(self, key: str, severity: Severity | None) -> RecordRow:
        classes = self._classes[key]
        shown = _shown(self._kind, key, [json.loads(one) for one in classes.contents])
        place, name = _split(self._kind, key)
        cells = []
        for position, one in enumerate(classes.of):
            if one in (NOTHING, UNKNOWN):
                cells.append(Cell((), one))
            else:
                same = position > 0 and classes.of[position - 1] == one
                cells.append(Cell(shown[int(one)], "as-before" if same else ""))
        return RecordRow(place, name, severity, classes, tuple(cells))


def _of_one_key(contents: Sequence[str | None]) -> Sequence[str | None]:
    """Fingerprints of secrets tell something only beside those that were made with the same key: others are not known."""
    keys = [_key_id(one) for one in contents]
    first = next((one for one in keys if one), "")
    return [UNKNOWN if key and key != first else one for one, key in zip(contents, keys, strict=True)]


def _key_id(content: str | None) -> str:
    if content is None or '"hmac"' not in content:
        return ""
    return str(json.loads(content).get("key_id", ""))


def _shown(kind: Kind, key: str, contents: Sequence[Document]) -> tuple[Marks, ...]:
    """What is said of each class of contents, in which they differ."""
    if any("hmac" in one for one in contents):
        return tuple(_told_apart(contents))
    said = [texts(kind, key, one) for one in contents]
    labels = dict.fromkeys(label for one in said for label in one)
    differing = [label for label in labels if len({one.get(label) for one in said}) > 1]
    if not differing:
        differing = [label for label in MAIN if label in labels][:1] or list(labels)
    alone = len(differing) == 1 and differing[0] in MAIN
    lines = [
        " · ".join(one[label] if alone else f"{label}: {one[label]}" for label in differing if label in one)
        for one in said
    ]
    return marked_in_all(excerpts(lines))


def _told_apart(contents: Sequence[Document]) -> Iterator[Marks]:
    """Secrets: a letter for each, so that equal ones are seen and nothing else; and the shape of the rest, where there is one."""
    letters: dict[str, str] = {}
    for one in contents:
        if "hmac" in one:
            letter = letters.setdefault(str(one["hmac"]), chr(ord("A") + len(letters) % 26))
            text = f"secret {letter}" + (f", {one['shape']}" if one.get("shape") else "")
        else:
            text = f"no secret: {plain(one.get('value'))}"
        (said,) = excerpts([text])
        yield (Mark(said, False),)


def _split(kind: Kind, key: str) -> tuple[str, str]:
    (key,) = excerpts([key])
    if kind not in (Kind.PACKAGES, Kind.LIBRARIES, Kind.SCRIPTS):
        return "", key
    core, root, path = key.partition("#/")
    place, slash, name = core.rpartition("/")
    return place + slash, name + root + path


def _named(one: Record) -> str:
    """An equal record in a list: its name, of a package also its version."""
    _, name = _split(one.kind, one.key)
    version = one.value.get("versions") if one.kind is Kind.PACKAGES else None
    return f"{name} {', '.join(map(str, version))}" if version else name
