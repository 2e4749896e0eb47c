"""XML 1.0 as nested values, by expat. A document that declares entities is refused, so nothing is ever expanded or fetched."""

from typing import Any
from xml.parsers.expat import (
    ExpatError,
    ParserCreate,
)

from drift.collectors.documents.ordered import ordered
from drift.collectors.documents.plain import DEEPEST, TooDeep

TEXT = "#text"


class XmlRefused(Exception):
    """Text that is no XML, or that declares entities."""


def xml_document(text: str) -> dict[str, Any]:
    """{root: …}: attributes as "@name", text as "#text", children by their tag; an element with nothing but text is that text.

    Comments, processing instructions, white space round text and the doctype say nothing. XmlRefused, TooDeep.
    """
    elements = _Elements()
    parser = ParserCreate()
    parser.StartElementHandler = elements.start
    parser.EndElementHandler = elements.end
    parser.CharacterDataHandler = elements.text
    parser.EntityDeclHandler = _refuse
    try:
        parser.Parse(text.lstrip(), True)
    except (ExpatError, ValueError) as error:
        raise XmlRefused(str(error)) from None
    return elements.root


def _refuse(*_declared: Any) -> None:
    raise XmlRefused("entities are not expanded")


class _Elements:
    """Open elements: of each its attributes and children, and its pieces of text."""

    def __init__(self) -> None:
        self.root: dict[str, Any] = {}
        self._open: list[tuple[str, dict[str, str], list[tuple[str, Any]], list[str]]] = []

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        if len(self._open) >= DEEPEST:
            raise TooDeep
        self._open.append((tag, {f"@{name}": value for name, value in attributes.items()}, [], []))

    def text(self, piece: str) -> None:
        self._open[-1][3].append(piece)

    def end(self, _tag: str) -> None:
        tag, attributes, children, pieces = self._open.pop()
        text = " ".join("".join(pieces).split())
        value: Any = {**attributes, **ordered(children), **({TEXT: text} if text else {})}
        if not attributes and not children:
            value = text
        if self._open:
            self._open[-1][2].append((tag, value))
        else:
            self.root = {tag: value}
