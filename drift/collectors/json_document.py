"""A JSON file of a package manager: an object, within bounds, or Unreadable."""

import json
from typing import Any, BinaryIO

from drift.collectors.interface import Unreadable
from drift.model.canonical import Document


def json_object(content: BinaryIO, name: str) -> Document:
    """Raises Unreadable for any other value, and for what is no JSON (RFC 8259; a byte order mark is skipped)."""
    found = json_value(content, name)
    if not isinstance(found, dict):
        raise Unreadable(f"{name} is no object")
    return found


def json_value(content: BinaryIO, name: str) -> Any:
    """Raises Unreadable for what is no JSON. Its depth is bounded by the interpreter's own limit."""
    try:
        return json.loads(content.read().decode("utf-8-sig"))
    except (ValueError, RecursionError) as error:
        raise Unreadable(f"{name} is no JSON: {error}") from None


def objects(value: Any) -> list[Document]:
    """The objects of a list; [] for anything else."""
    return [one for one in value if isinstance(one, dict)] if isinstance(value, list) else []


def fields(value: Any) -> Document:
    """An object; {} for anything else."""
    return value if isinstance(value, dict) else {}


def string(value: Any) -> str | None:
    """A text that says something, else None."""
    return value.strip() or None if isinstance(value, str) else None
