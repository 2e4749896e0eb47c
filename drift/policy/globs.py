"""Globs over names, as fnmatch has them."""

import re

_BRACKETS = re.compile(r"\[!?\]?[^\]]*\]")


def has_open_bracket(glob: str) -> bool:
    """Is there a [ that begins no set of characters? It would stand for itself, which nobody means."""
    return "[" in _BRACKETS.sub("", glob)


def literal(name: str) -> str:
    """A name that can be taken for a glob: a [ that is not closed is written as a set of one."""
    return name.replace("[", "[[]") if has_open_bracket(name) else name
