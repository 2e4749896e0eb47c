"""The digest of a policy: of what it says, not of where and how it is written."""

from dataclasses import asdict, replace
from datetime import date, timedelta
from enum import IntEnum
from typing import Any

from drift.model.canonical import canonical, sha256, to_bytes
from drift.model.settings import Settings

_NO_JUDGEMENT = ("publish", "notify")
"""Who is told of a verdict does not change it."""


def effective_digest(settings: Settings) -> str:
    """Hex SHA-256. The order of tables counts, since the first name that fits is taken."""
    waivers = tuple(replace(waiver, line=0) for waiver in settings.waivers)
    scoped = tuple(replace(one, line=0) for one in settings.ignore_for)
    effective = replace(settings, path="", digest="", lines={}, waivers=waivers, ignore_for=scoped)
    said = {name: value for name, value in asdict(effective).items() if name not in _NO_JUDGEMENT}
    return sha256(b"policy", to_bytes(canonical(_plain(said)))).hex()


def _plain(value: Any) -> Any:
    match value:
        case dict():
            return [[str(key), _plain(item)] for key, item in value.items()]
        case list() | tuple():
            return [_plain(item) for item in value]
        case timedelta():
            return int(value.total_seconds())
        case IntEnum():
            return str(value)
        case date():
            return value.isoformat()
        case _:
            return value
