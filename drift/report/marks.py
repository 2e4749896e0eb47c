"""Which words of two texts differ, and a small diff of lines."""

import re
from collections.abc import Callable, Iterator, Sequence
from difflib import SequenceMatcher
from itertools import combinations, groupby, zip_longest
from operator import itemgetter
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


class Beside(NamedTuple):
    """A line of two texts that stand beside each other; None where one has no such line."""

    before: Marks | None
    after: Marks | None
    differs: bool = True


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


def beside(
    before: str | None, after: str | None, shortened: Callable[[Sequence[str]], Sequence[str]]
) -> Iterator[Beside]:
    """The lines of one difference in two columns. `shortened` cuts long lines that are to be compared."""
    one, other = _lines(before), _lines(after)
    for tag, i, j, k, m in SequenceMatcher(None, one, other, autojunk=False).get_opcodes():
        for old, new in zip_longest(one[i:j], other[k:m]):
            if old is None or new is None:
                (text,) = shortened([new if old is None else old])
                whole = (Mark(text, False),)
                yield Beside(None if old is None else whole, None if new is None else whole)
            else:
                left, right = marked(*shortened([old, new]))
                yield Beside(left, right, tag != "equal")


def marked_in_all(texts: Sequence[str]) -> tuple[Marks, ...]:
    """Each text with the parts in which it differs from any of the others."""
    differing = [[False] * len(text) for text in texts]
    for one, other in combinations(range(len(texts)), 2):
        for place, marks in zip((one, other), marked(texts[one], texts[other]), strict=True):
            position = 0
            for mark in marks:
                end = position + len(mark.text)
                if mark.differs:
                    differing[place][position:end] = [True] * len(mark.text)
                position = end
    return tuple(_runs(text, flags) for text, flags in zip(texts, differing, strict=True))


def _runs(text: str, flags: Sequence[bool]) -> Marks:
    runs = groupby(zip(text, flags, strict=True), key=itemgetter(1))
    return tuple(Mark("".join(character for character, _ in run), differs) for differs, run in runs)


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
