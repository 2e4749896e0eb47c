"""Which words of two texts differ, and a small diff of lines."""

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from difflib import SequenceMatcher
from itertools import combinations, groupby, pairwise, zip_longest
from operator import itemgetter
from typing import NamedTuple

WORDS = 400
"""Of both texts together. More are marked as a whole: matching takes quadratic time."""

LINES = 200
"""Of both sides of a hunk together; more are shown without being matched."""

MATCHED = 4
"""Texts that are matched each with each; of more each with the next."""

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
    head, tail = _alike(one, other)
    matcher = SequenceMatcher(None, one[head : len(one) - tail], other[head : len(other) - tail], autojunk=False)
    steps = [("equal", 0, head, 0, head)]
    steps += ((tag, i + head, j + head, k + head, m + head) for tag, i, j, k, m in matcher.get_opcodes())
    steps.append(("equal", len(one) - tail, len(one), len(other) - tail, len(other)))
    equal = sum(j - i for tag, i, j, _, _ in steps if tag == "equal")
    if 2 * equal < ALIKE * (len(one) + len(other)):
        return whole
    return (
        _joined((tag, one[i:j]) for tag, i, j, _, _ in steps),
        _joined((tag, other[k:m]) for tag, _, _, k, m in steps),
    )


def _alike(one: Sequence[str], other: Sequence[str]) -> tuple[int, int]:
    """How many words both begin with, and how many of the rest they end with: matching takes quadratic time, and mostly little differs."""
    shorter = min(len(one), len(other))
    head = next((place for place in range(shorter) if one[place] != other[place]), shorter)
    tail = next((back for back in range(shorter - head) if one[-1 - back] != other[-1 - back]), shorter - head)
    return head, tail


def _joined(parts: Iterable[tuple[str, Sequence[str]]]) -> Marks:
    """Words to texts; neighbours that are both equal, or both differ, are one."""
    runs = groupby(((tag != "equal", "".join(words)) for tag, words in parts if words), key=itemgetter(0))
    return tuple(Mark("".join(text for _, text in run), differs) for differs, run in runs)


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
    places = range(len(texts))
    for one, other in combinations(places, 2) if len(texts) <= MATCHED else pairwise(places):
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
