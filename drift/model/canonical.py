"""Canonical JSON (UTF-8, sorted keys, no spaces, no floats) and text that may hold bytes that are not UTF-8."""

import hashlib
import json
import re
from typing import Any, TypeAlias

Json: TypeAlias = "bool | int | str | list[Json] | dict[str, Json] | None"
Document: TypeAlias = dict[str, Any]
"""A decoded JSON object from outside, not yet looked at. The one place where `Any` stands."""

_LONE = re.compile("[\ud800-\udc7f\udd00-\udfff]")
"""Surrogates that no undecodable byte makes: only an escape in hostile JSON does."""


def to_bytes(text: str) -> bytes:
    """Encode as UTF-8; bytes that came in undecodable go out as they were, other lone surrogates as U+FFFD."""
    try:
        return text.encode("utf-8", "surrogateescape")
    except UnicodeEncodeError:
        return _LONE.sub("\ufffd", text).encode("utf-8", "surrogateescape")


def to_text(raw: bytes) -> str:
    """Decode UTF-8; undecodable bytes become surrogates that `to_bytes` turns back."""
    return raw.decode("utf-8", "surrogateescape")


def _without_floats(value: Any) -> Any:
    match value:
        case float():
            return repr(value)
        case dict():
            return {str(key): _without_floats(item) for key, item in value.items()}
        case list() | tuple():
            return [_without_floats(item) for item in value]
        case _:
            return value


def canonical(value: Any) -> str:
    """One text for one value. Floats become their `repr` as text: equal numbers stay equal, digests stay exact."""
    text = json.dumps(_without_floats(value), ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return _LONE.sub("\ufffd", text)


def sha256(*parts: bytes) -> bytes:
    """SHA-256 of length-prefixed parts, so that no two lists of parts share a digest by concatenation."""
    digest = hashlib.sha256()
    for part in parts:
        digest.update(len(part).to_bytes(8, "big"))
        digest.update(part)
    return digest.digest()
