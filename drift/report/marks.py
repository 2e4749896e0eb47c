"""Which words of two texts differ, and a small diff of lines."""

import re
from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher
from itertools import zip_longest
from typing import NamedTuple

WORDS = 400
"""Of both texts together. More are marked as a whole: matching takes quadratic time."""

LINES = 200
"""Of both sides of a hunk together; more are shown without being matched."""

ALIKE = 0.35
"""Below this share of equal words, marking each word would be confetti: the whole is marked."""

_TABS = re.compile(r"^\t+")
_TOKEN = re.compile(r"\w+|\s+|[^\w\s]")


class Mark(NamedTuple):
    text: str
    differs: bool


class Line(NamedTuple):
    sign: str
    """ "-", "+" or " "."""
    marks: tuple[Mark, ...]


Marks = tuple[Mark, ...]


def marked(before: str, after: str) -> tuple[Marks, Marks]:
    """Both texts cut into parts that are equal and parts that differ."""
    whole = (Mark(before, True),), (Mark(after, True),)
    one, other = _TOKEN.findall(before), _TOKEN.findall(after)
    if len(one) + len(other) > WORDS:
        return whole
    matcher = SequenceMatcher(None, one, other, autojunk=False)
    if matcher.ratio() < ALIKE:
        return whole
    steps = matcher.get_opcodes()
    return (
        tuple(Mark("".join(one[i:j]), tag != "equal") for tag, i, j, _, _ in steps if j > i),
        tuple(Mark("".join(other[i:j]), tag != "equal") for tag, _, _, i, j in steps if j > i),
    )


def hunk(before: str | None, after: str | None) -> tuple[Line, ...]:
    """The lines of one difference: removed ones, added ones, and the equal ones between them."""
    one, other = _lines(before), _lines(after)
    if len(one) + len(other) > LINES:
        return (*(_line("-", text) for text in one), *(_line("+", text) for text in other))
    lines: list[Line] = []
    for tag, i, j, k, m in SequenceMatcher(None, one, other, autojunk=False).get_opcodes():
        if tag == "equal":
            lines += (Line(" ", (Mark(text, False),)) for text in one[i:j])
        else:
            lines += _replaced(one[i:j], other[k:m])
    return tuple(lines)


def _lines(text: str | None) -> list[str]:
    """At line feeds alone, so that a carriage return is still seen. A leading tab is four columns."""
    if text is None:
        return []
    return [_TABS.sub(lambda tabs: "    " * len(tabs[0]), line) for line in text.removesuffix("\n").split("\n")]


def _replaced(before: Sequence[str], after: Sequence[str]) -> Iterator[Line]:
    """Removed lines first, then added ones; words are marked between lines at the same place."""
    removed, added = [], []
    for old, new in zip_longest(before, after):
        if old is None:
            added.append(_line("+", new))
        elif new is None:
            removed.append(_line("-", old))
        else:
            left, right = marked(old, new)
            removed.append(Line("-", left))
            added.append(Line("+", right))
    yield from removed
    yield from added


def _line(sign: str, text: str) -> Line:
    return Line(sign, (Mark(text, False),))
