"""Applications of Erlang and Elixir: ebin/NAME.app of each, in a release, a plug-in directory or the system's library (app(4)).

The file is one Erlang term, {application, Name, [{vsn, "1.0"}, …]}, and is read as far as its name and its version.
"""

import re
from collections.abc import Iterator
from typing import BinaryIO

from drift.collectors.interface import Collector
from drift.collectors.packages.package import package
from drift.model.canonical import Json, to_text
from drift.model.records import Kind

_TOKEN = re.compile(
    r"""%[^\n]* | "(?P<text>(?:[^"\\]|\\.)*+)"? | '(?P<quoted>(?:[^'\\]|\\.)*+)'? | (?P<atom>[a-z][\w@]*) | (?P<mark>[{}\[\](),])""",
    re.VERBOSE | re.DOTALL,
)
_DEPTH = {"{": 1, "[": 1, "(": 1, "}": -1, "]": -1, ")": -1}

PROPERTY = 3
"""Depth of what stands in a property's tuple: application tuple, list, property."""


def parse(content: BinaryIO, _name: str) -> list[dict[str, Json]] | None:
    """The one application. None for what is no such term or has no version: Erlang loads no such application."""
    tokens = _tokens(to_text(content.read()))
    head = [value for _, value in (next(tokens, (0, "")) for _ in range(4))]
    if head[:2] != ["{", "application"] or not head[3].strip(",{}[]"):
        return None
    version = _version(tokens)
    return [package("otp", head[3], version)] if version else None


def _tokens(text: str) -> Iterator[tuple[int, str]]:
    """Depth and text of each."""
    depth = 0
    for match in _TOKEN.finditer(text):
        if match.lastgroup is not None:
            depth += _DEPTH.get(match[0], 0)
            yield depth, match[match.lastgroup]


def _version(tokens: Iterator[tuple[int, str]]) -> str:
    """Of the property vsn of the application itself, not of what its env holds."""
    before: tuple[int, str] = (0, "")
    for token in tokens:
        if token == (PROPERTY, "vsn") and before == (PROPERTY, "{"):
            comma, version, end = (next(tokens, (0, "")) for _ in range(3))
            return version[1].strip("{}[](),") if (comma[1], end) == (",", (PROPERTY - 1, "}")) else ""
        before = token
    return ""


def libraries(path: str) -> str:
    """The directory that the applications lie in: lib of a release, plugins of RabbitMQ."""
    return path.rsplit("/", 3)[0] if path.count("/") > 2 else ""


ERLANG = Collector(
    name="erlang",
    version=1,
    kind=Kind.PACKAGES,
    globs=("**/ebin/*.app",),
    parse=parse,
    root=libraries,
)
