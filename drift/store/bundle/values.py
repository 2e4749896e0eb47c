"""Values of a bundle's rows, checked for what their types do not say. ValueError for what no store has."""

import json
import re
from typing import Any, TypeAlias

from drift.model.snapshot import Coverage
from drift.store.bundle.rows import Text
from drift.store.columns import from_column, from_time, to_time

Column: TypeAlias = str | bytes

DEEPEST = 200
"""Nesting of JSON in a column; what is collected nests no deeper than the documents that are read, which have a limit."""


_KEY_ID = re.compile(r'"key_id":"([0-9a-f]{8})"|hmac:([0-9a-f]{8}):')
"""As `model.redaction` writes it into a record, or into a text."""


def key_ids_in(content: str) -> set[str]:
    """Of the keys whose fingerprints stand in a record's content."""
    return {one or other for one, other in _KEY_ID.findall(content)}


def column(text: Text) -> Column:
    """Text as the store has it. Bytes that are UTF-8 are refused: one text has one form."""
    if isinstance(text, str):
        return text
    try:
        text.base64.decode()
    except UnicodeDecodeError:
        return text.base64
    raise ValueError(f"{text.base64[:80]!r} is UTF-8, so it is text")


def maybe(text: Text | None) -> Column | None:
    return None if text is None else column(text)


def time(text: str) -> str:
    if to_time(from_time(text)) != text:
        raise ValueError(f"{text!r} is no time")
    return text


def json_object(text: Text) -> Column:
    """A column whose text is a JSON object."""
    content = column(text)
    _object(content)
    return content


def fact_content(text: Text) -> Column:
    """Nothing, or JSON."""
    content = column(text)
    if content:
        _json(content)
    return content


def coverage(text: Text) -> Column:
    content = column(text)
    Coverage.from_document(_object(content))
    return content


def image_document(text: Text) -> Column:
    match _object(column(text)):
        case {"config": dict(), "created": str(), "history": list() as steps} if all(
            isinstance(step, dict) for step in steps
        ):
            return column(text)
        case _:
            raise ValueError("an image's document is not {config, created, history}")


def names(text: Text) -> Column:
    content = column(text)
    found = _json(content)
    if not isinstance(found, list) or not all(isinstance(name, str) for name in found):
        raise ValueError("environments are no list of names")
    return content


def _object(content: Column) -> dict[str, Any]:
    found = _json(content)
    if not isinstance(found, dict):
        raise ValueError(f"{content[:80]!r} is no JSON object")  # noqa: TRY004 - the content is wrong, not the call
    return found


def _json(content: Column) -> Any:
    text = from_column(content)
    if text.count("[") + text.count("{") > DEEPEST and _depth(text) > DEEPEST:
        raise ValueError(f"JSON that nests deeper than {DEEPEST}")
    return json.loads(text)


def _depth(text: str) -> int:
    """How deep brackets nest outside of strings."""
    deepest = depth = 0
    in_string = escaped = False
    for letter in text:
        if in_string:
            in_string = escaped or letter != '"'
            escaped = letter == "\\" and not escaped
        elif letter == '"':
            in_string = True
        elif letter in "[{":
            depth += 1
            deepest = max(deepest, depth)
        elif letter in "]}":
            depth -= 1
    return deepest
