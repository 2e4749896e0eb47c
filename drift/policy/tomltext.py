"""Strings as TOML has them (TOML 1.0.0: basic strings)."""

import re
from collections.abc import Iterable

_ESCAPED = re.compile(r"[\x00-\x1f\x7f\"\\]")


def text(value: str) -> str:
    """With its quotes. The caller keeps lone surrogates out: no TOML file can hold them."""
    return f'"{_ESCAPED.sub(_escape, value)}"'


def array(values: Iterable[str]) -> str:
    return f"[{', '.join(map(text, values))}]"


def _escape(character: re.Match[str]) -> str:
    return f"\\{character[0]}" if character[0] in '"\\' else f"\\u{ord(character[0]):04x}"
