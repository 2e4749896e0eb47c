"""Directives that end in a semicolon or open a block, as nginx and BIND write them ("Configuration File Structure" of nginx.org)."""

import re
from collections.abc import Iterator
from typing import Any

from drift.collectors.documents.ordered import ordered
from drift.collectors.documents.plain import DEEPEST, TooDeep

_TOKEN = re.compile(
    r"""\s+ | \#[^\n]* | (?P<sign>[;{}]) | (?P<word>(?:"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*'|\$\{[^{}\s]*\}|\\.|[^\s;{}"'\\])+)""",
    re.VERBOSE | re.DOTALL,
)


def blocks(text: str) -> dict[str, Any]:
    """Directive → its arguments in one line, block with its arguments → what is in it. ValueError for other text, TooDeep."""
    open_: list[tuple[str, list[tuple[str, Any]]]] = [("", [])]
    words: list[str] = []
    for sign, word in _tokens(text):
        if word:
            words.append(word)
        elif sign == "}":
            name, pairs = open_.pop()
            if words or not open_:
                raise ValueError("a block that ends where none does")
            open_[-1][1].append((name, ordered(pairs)))
        elif not words:
            raise ValueError("a directive without a name")
        elif sign == "{":
            open_.append((" ".join(words), []))
            words = []
        else:
            open_[-1][1].append((words[0], " ".join(words[1:])))
            words = []
        if len(open_) > DEEPEST:
            raise TooDeep
    if words or len(open_) > 1 or not open_[0][1]:
        raise ValueError("not directives and blocks")
    return ordered(open_[0][1])


def _tokens(text: str) -> Iterator[tuple[str, str]]:
    """(sign, "") or ("", word)."""
    at = 0
    while at < len(text):
        match = _TOKEN.match(text, at)
        if match is None:
            raise ValueError("a quote without an end")
        at = match.end()
        if match["sign"] or match["word"]:
            yield match["sign"] or "", match["word"] or ""
