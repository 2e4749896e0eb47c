"""JSON of an image: hostile, so each member is looked at for its type (OCI image-spec v1.1; Docker's own files have the same manners)."""

import json
from collections.abc import Mapping
from typing import Any, TypeVar

from drift.model.canonical import Document
from drift.source.refusal import malformed

_T = TypeVar("_T")


class JsonObject:
    """A decoded object. A member that is null counts as absent; a wrong type is a MalformedArchive that says where."""

    def __init__(self, document: Document, where: str) -> None:
        self.document = document
        self.where = where

    def text(self, key: str) -> str:
        return self._member(key, str, "")

    def truth(self, key: str) -> bool:
        return self._member(key, bool, False)

    def integer(self, key: str) -> int:
        return self._member(key, int, 0)

    def texts(self, key: str) -> list[str]:
        return self._all(key, self._member(key, list, []), str)

    def object(self, key: str) -> "JsonObject":
        return JsonObject(self._member(key, dict, {}), f"{self.where}: {key}")

    def objects(self, key: str) -> "list[JsonObject]":
        items = self._all(key, self._member(key, list, []), dict)
        return [JsonObject(item, f"{self.where}: {key}[{position}]") for position, item in enumerate(items)]

    def text_by_key(self, key: str) -> dict[str, str]:
        members: dict[str, Any] = self._member(key, dict, {})
        self._all(key, list(members.values()), str)
        return members

    def _member(self, key: str, kind: type[_T], absent: _T) -> _T:
        value = self.document.get(key)
        if value is None:
            return absent
        if not isinstance(value, kind) or (kind is int and isinstance(value, bool)):
            raise malformed(f"{self.where}: {key} is {_called(value)}, not {_CALLED[kind]}")
        return value

    def _all(self, key: str, items: list[Any], kind: type[_T]) -> list[_T]:
        for item in items:
            if not isinstance(item, kind):
                raise malformed(f"{self.where}: {key} holds {_called(item)}, not only {_CALLED[kind]}s")
        return items


_CALLED: Mapping[type, str] = {
    str: "text",
    bool: "true or false",
    int: "a whole number",
    float: "a number",
    list: "a list",
    dict: "an object",
    type(None): "null",
}


def _called(value: object) -> str:
    return _CALLED[type(value)]


def decode(raw: bytes, where: str) -> Any:
    """Any JSON value. MalformedArchive where the bytes are none."""
    try:
        return json.loads(raw)
    except RecursionError:
        raise malformed(f"{where} is JSON nested too deeply") from None
    except ValueError as error:
        raise malformed(f"{where} is not JSON ({error})") from None


def decode_object(raw: bytes, where: str) -> JsonObject:
    value = decode(raw, where)
    if not isinstance(value, dict):
        raise malformed(f"{where} is {_called(value)}, not an object")
    return JsonObject(value, where)
