"""A report with something hostile in every text that it holds."""

from collections.abc import Mapping
from dataclasses import fields, is_dataclass, replace
from datetime import datetime, timedelta
from enum import Enum
from typing import Any, TypeVar

T = TypeVar("T")

MARKUP = (
    "<script>alert(1)</script><img src=x onerror=alert(2)><svg/onload=alert(3)>\"'`</style></title></pre>--><!--"
    "{{7*7}}{% raw %}[red]rich[/red]&#60;javascript:alert(4)"
)
CONTROLS = "\x1b[2J\x1b]0;title\x07\x1b]8;;http://example.invalid\x07\x9b31m\r\n\t\x00\x7f\b"
DIRECTION = "\u202egnp.exe\u2066\u200f\u200b\u2028\ufeff"
BYTES = "\udcff\udc80\ud800"
HOSTILE = f"{MARKUP}{CONTROLS}{DIRECTION}{BYTES}"
LONG = HOSTILE * (10_000 // len(HOSTILE) + 1)
"""More than 10 kB."""


def poisoned(thing: T, text: str = HOSTILE) -> T:
    """The same with `text` behind each of its texts, at any depth; words of our own (enums) and times stay."""
    made: Any = _poisoned(thing, text)
    poisoned_thing: T = made
    return poisoned_thing


def _poisoned(thing: Any, text: str) -> Any:
    match thing:
        case Enum() | datetime() | timedelta() | bool() | int() | float() | bytes() | None:
            return thing
        case str():
            return f"{thing}{text}"
        case Mapping():
            return {key: _poisoned(value, text) for key, value in thing.items()}
        case tuple() if hasattr(thing, "_fields"):
            return type(thing)(*(_poisoned(one, text) for one in thing))
        case tuple() | list():
            return type(thing)([_poisoned(one, text) for one in thing])
        case _ if is_dataclass(thing) and not isinstance(thing, type):
            return replace(thing, **{one.name: _poisoned(getattr(thing, one.name), text) for one in fields(thing)})
        case _:
            raise AssertionError(f"{type(thing)} is in a report and nothing here poisons it")
