"""Fields of a document that an engine sent: typed, and hostile until looked at."""

from collections.abc import Callable, Iterable
from typing import Any

from drift.collectors.interface import Unreadable
from drift.model.canonical import Document
from drift.model.records import Kind, Record, RecordSet
from drift.model.snapshot import Section


def section(kind: Kind, make: Callable[[], Iterable[Record]]) -> Section:
    """OK with what was made, or FAILED with the reason why the document could not be read."""
    try:
        return Section.ok(RecordSet.of(kind, make()))
    except Unreadable as error:
        return Section.failed(str(error))


def mapping(document: Document, *names: str) -> Document:
    """The object at a path of names; {} where one of them is missing or null."""
    found: Any = document
    for name in names:
        found = found.get(name)
        if found is None:
            return {}
        if not isinstance(found, dict):
            raise _unexpected(".".join(names), "an object", found)
    return dict(found)


def mappings(document: Document, name: str) -> list[Document]:
    """A list of objects; [] where it is missing or null."""
    found = _list(document, name)
    for item in found:
        if not isinstance(item, dict):
            raise _unexpected(name, "a list of objects", item)
    return found


def texts(document: Document, name: str) -> list[str]:
    """A list of texts; one text stands for a list of it (Podman writes Entrypoint so); [] where it is missing or null."""
    value = document.get(name)
    found = [value] if isinstance(value, str) and value else [] if value == "" else _list(document, name)
    for item in found:
        if not isinstance(item, str):
            raise _unexpected(name, "a list of texts", item)
    return found


def text_lists(document: Document, name: str) -> list[list[str]]:
    """A list of lists of texts; [] where it is missing or null."""
    return [texts({name: item}, name) for item in _list(document, name)]


def text(document: Document, name: str) -> str:
    """A text, "" where it is missing or null."""
    value = document.get(name)
    if value is None:
        return ""
    if not isinstance(value, str):
        raise _unexpected(name, "a text", value)
    return value


def number(document: Document, name: str) -> int:
    """A whole number, 0 where it is missing or null."""
    value = document.get(name)
    if value is None:
        return 0
    if isinstance(value, bool) or not isinstance(value, int):
        raise _unexpected(name, "a whole number", value)
    return value


def flag(document: Document, name: str) -> bool:
    """True or false, false where it is missing or null."""
    value = document.get(name)
    if value is None:
        return False
    if not isinstance(value, bool):
        raise _unexpected(name, "true or false", value)
    return value


def pairs(document: Document, name: str) -> dict[str, str]:
    """An object of texts; {} where it is missing or null."""
    found = mapping(document, name)
    for value in found.values():
        if not isinstance(value, str):
            raise _unexpected(name, "an object of texts", value)
    return found


def _list(document: Document, name: str) -> list[Any]:
    value = document.get(name)
    if value is None:
        return []
    if not isinstance(value, list):
        raise _unexpected(name, "a list", value)
    return value


def _unexpected(name: str, wanted: str, found: Any) -> Unreadable:
    return Unreadable(f"the engine's {name} should be {wanted} and is {type(found).__name__}")
