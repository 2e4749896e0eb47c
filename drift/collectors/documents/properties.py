"""Java's property files, as java.util.Properties.load documents them."""

import re

_COMMENT = re.compile(r"[ \t\f]*[#!]")
_KEY = re.compile(r"((?:[^\\=: \t\f]|\\.)*)[ \t\f]*[=:]?[ \t\f]*(.*)", re.DOTALL)
_ESCAPE = re.compile(r"\\(u[0-9A-Fa-f]{4}|.)", re.DOTALL)
_SPECIAL = {"t": "\t", "n": "\n", "r": "\r", "f": "\f"}


def properties(text: str) -> dict[str, str]:
    """Key → value; a key that stands twice has its last value. ValueError where an escape is none."""
    found = {}
    for line in _logical_lines(text):
        match = _KEY.fullmatch(line)
        if match:
            found[_unescaped(match[1])] = _unescaped(match[2])
    return found


def _logical_lines(text: str) -> list[str]:
    """Without comments; a line that ends in an odd number of backslashes goes on in the next, without the white space there."""
    lines: list[list[str]] = []
    goes_on = False
    for line in re.split(r"\r\n|\r|\n", text):
        stripped = line.lstrip(" \t\f")
        if not goes_on and (not stripped or _COMMENT.match(line)):
            continue
        pieces = lines.pop() if goes_on else []
        goes_on = (len(stripped) - len(stripped.rstrip("\\"))) % 2 == 1
        pieces.append(stripped[:-1] if goes_on else stripped)
        lines.append(pieces)
    return ["".join(pieces) for pieces in lines]


def _unescaped(text: str) -> str:
    if re.search(r"(?<!\\)(?:\\\\)*\\u(?![0-9A-Fa-f]{4})", text):
        raise ValueError("a broken \\u escape")
    return _ESCAPE.sub(lambda one: chr(int(one[1][1:], 16)) if len(one[1]) == 5 else _SPECIAL.get(one[1], one[1]), text)
