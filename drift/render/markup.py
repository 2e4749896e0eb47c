"""Text from inside a container as Markdown, of GitHub and of GitLab: nothing in it is a mark, a link, a mention or HTML.

Escaped are the marks of GitHub Flavored Markdown (https://github.github.com/gfm/) as character references, which are text wherever
they stand: in a paragraph, in a cell of a table, inside HTML. A mention, a reference to an issue and a bare address are found in
finished text: an invisible space of no width takes them apart.
"""

import re

from drift.render.text import shortened

LONGEST = 300
"""Characters of one text."""

_MARKS = {ord(mark): f"&#{ord(mark)};" for mark in "\\`*[]|~$"}
_HTML = {ord("&"): "&amp;", ord("<"): "&lt;", ord(">"): "&gt;", ord('"'): "&quot;"}
_NO_SPACE = "&#8203;"
_JOINED = re.compile(r"(?<=[@#])(?=\w)|(?<=:)(?=//)|(?<=www)(?=\.)", re.IGNORECASE)
_EDGE = re.compile(r"(?<![^\W_])_|_(?![^\W_])")
"""Only at the edge of a word does it mark something."""
_TICKS = re.compile("`+")


def text(value: str, longest: int = LONGEST) -> str:
    """In a sentence, a cell or a summary."""
    apart = _JOINED.sub("\0", shortened(value, longest))
    return _EDGE.sub("&#95;", apart.translate(_HTML | _MARKS)).replace("\0", _NO_SPACE)


def code(value: str, longest: int = LONGEST) -> str:
    """As it is, in a code span; not for a cell of a table, which a | would end."""
    shown = shortened(value, longest) or " "
    fence = "`" * (_longest_ticks(shown) + 1)
    room = " " if shown[0] in "` " or shown[-1] in "` " else ""
    return f"{fence}{room}{shown}{room}{fence}"


def block(lines: list[str], language: str = "text") -> str:
    """Lines that are visible already, in a fenced code block."""
    fence = "`" * max(3, max(map(_longest_ticks, lines), default=0) + 1)
    return "\n".join((f"{fence}{language}", *lines, fence))


def _longest_ticks(shown: str) -> int:
    return max((len(run) for run in _TICKS.findall(shown)), default=0)
