"""What a parser made of a document, as plain JSON values of bounded depth."""

import base64
from datetime import date, datetime, time
from typing import Any

DEEPEST = 64
"""Levels of nesting. Everything that walks a document later is recursive."""


class YamlRefused(Exception):
    """Text that is no YAML, nests too deep, is too large when its aliases are written out, or has tags of its own."""


class TooDeep(Exception):
    """A document that nests deeper than DEEPEST, or refers to itself."""


def plain(value: Any, depth: int = 0) -> Any:
    """Keys become text, dates ISO 8601, bytes base64, sets sorted lists, whole numbers of more than 64 bits hexadecimal."""
    if depth > DEEPEST:
        raise TooDeep
    match value:
        case dict():
            return {_key(key): plain(item, depth + 1) for key, item in value.items()}
        case list() | tuple():
            return [plain(item, depth + 1) for item in value]
        case set():
            return sorted(_key(item) for item in value)
        case bytes():
            return base64.b64encode(value).decode()
        case datetime() | date() | time():
            return value.isoformat()
        case int() if not -(1 << 63) <= value < 1 << 64:
            return hex(value)
        case _:
            return value


def _key(key: Any) -> str:
    match key:
        case str():
            return key
        case bool():
            return str(key).lower()
        case None:
            return "null"
        case _:
            value = plain(key)
            return value if isinstance(value, str) else repr(value)
