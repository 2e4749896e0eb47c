"""What a configuration file holds in several environments: for each two contents their differences, line beside line."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations, islice, pairwise

from drift.diff.documents import document_details
from drift.model.canonical import Document, canonical
from drift.model.changes import Detail
from drift.report.classes import NOTHING, UNKNOWN, Classes, classes_of
from drift.report.excerpts import excerpts
from drift.report.marks import Beside, beside
from drift.report.room import Room

PAIRS = 6
"""Of contents of one file: what four environments can make of it."""
LINES = 120
"""Of two contents."""
LINE = 60
"""Bytes of markup."""

Documents = Mapping[str, Document | None]
"""Path → what the file holds, None where there is no such file; left out where that is not known."""


@dataclass(frozen=True, slots=True)
class Part:
    """One difference."""

    place: str
    """Where in the document: "server.port", "line 12"."""
    lines: tuple[Beside, ...]


@dataclass(frozen=True, slots=True)
class Contents:
    """Two contents of a file."""

    before: str
    after: str
    """Their classes."""
    before_in: tuple[str, ...]
    after_in: tuple[str, ...]
    """Environments."""
    are_near: bool
    """Does one environment have the first, and the next one the second?"""
    parts: tuple[Part, ...]
    more: int
    """Differences that there is no room for."""


@dataclass(frozen=True, slots=True)
class DocumentDiff:
    path: str
    classes: Classes
    pairs: tuple[Contents, ...]
    """Neighbours first."""


def document_diffs(
    environments: Sequence[str], documents: Sequence[Documents], room: Room
) -> tuple[tuple[DocumentDiff, ...], int]:
    """Of the files that two environments hold differently, in path order, and of how many more there is no room for."""
    paths = sorted({path for one in documents for path in one})
    classes = {path: classes_of([_content(one, path) for one in documents]) for path in paths}
    differing = [path for path in paths if len(classes[path].contents) > 1]
    found: list[DocumentDiff] = []
    for path in differing:
        if not room.take([path], LINE):
            break
        held = _by_class(classes[path], [one.get(path) for one in documents])
        pairs = tuple(_pair(environments, classes[path], held, pair, room) for pair in _pairs(classes[path]))
        found.append(DocumentDiff(path, classes[path], tuple(pair for pair in pairs if pair.parts or pair.more)))
    return tuple(one for one in found if one.pairs), len(differing) - len(found)


def _content(documents: Documents, path: str) -> str | None:
    if path not in documents:
        return UNKNOWN
    found = documents[path]
    return None if found is None else canonical(found)


def _by_class(classes: Classes, documents: Sequence[Document | None]) -> Mapping[str, Document]:
    return {one: document for one, document in zip(classes.of, documents, strict=True) if document is not None}


def _pairs(classes: Classes) -> Sequence[tuple[str, str]]:
    """Those of neighbours, then others, each once."""
    found: dict[frozenset[str], tuple[str, str]] = {}
    for one, other in (*pairwise(classes.of), *combinations(classes.of, 2)):
        if one != other and not {one, other} & {NOTHING, UNKNOWN}:
            found.setdefault(frozenset((one, other)), (one, other))
    return list(found.values())[:PAIRS]


def _pair(
    environments: Sequence[str], classes: Classes, held: Mapping[str, Document], pair: tuple[str, str], room: Room
) -> Contents:
    before, after = pair
    details = document_details(held[before], held[after])
    parts = tuple(_parts(details, room))
    before_in, after_in = (
        tuple(name for name, one in zip(environments, classes.of, strict=True) if one == wanted) for wanted in pair
    )
    are_near = pair in set(pairwise(classes.of))
    return Contents(before, after, before_in, after_in, are_near, parts, len(details) - len(parts))


def _parts(details: Sequence[Detail], room: Room) -> Iterator[Part]:
    """As many as there is room for."""
    left = LINES
    for detail in details:
        lines = tuple(islice(beside(detail.before, detail.after, excerpts), left + 1))
        left -= len(lines)
        texts = [mark.text for line in lines for mark in (*(line.before or ()), *(line.after or ()))]
        if left < 0 or not room.take([detail.path, *texts], LINE * (len(lines) + 1)):
            return
        yield Part(detail.path, lines)
