"""What is wrong with a drift.toml, in the words of who wrote it: line, key, the mistake, the nearest name."""

import difflib
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from drift.errors import ConfigError
from drift.policy.locate import Path, line_of

DURATIONS = "write 90s, 10m, 24h, 7d or 1h30m"
_TYPES = {
    "str": "text in quotes",
    "int": "a whole number",
    "float": "a number",
    "bool": "true or false",
    "array": "a list in [ ]",
    "object": "a table",
    "date": "a date",
    "datetime": "a date with a time",
    "time": "a time of day",
}
_EXPECTED = re.compile(r"Expected `(\w+)(?: \| null)?`, got `(\w+)`")
_NAMED = re.compile(r"(?:unknown|required) field `(.*?)`(?: - at |$)", re.DOTALL)
_ENUM = re.compile(r"Invalid enum value '(.*)'(?: - at |$)", re.DOTALL)
_AT = re.compile(r" - at `\$(.*)`$", re.DOTALL)
_STEP = re.compile(r"\.(\w+)|\[(\d+)\]")
_PATTERNS = {
    "name": ("must be letters, digits, '.', '_' and '-'", "it stands in references such as env:NAME/SERVICE"),
    "max_age": ("is no length of time", DURATIONS),
    "deadline": ("is no length of time", DURATIONS),
    "metrics": ("must end with .prom", "node_exporter reads no other file"),
    "most": ("must be 1 to 100", "a message is short"),
    "digest": ("is no time of day", "write 08:00"),
    "report_url": ("is no address of a page", "write https://…"),
    "pair": ("must be two environments", 'write pair = ["staging", "production"]'),
}
"""Field with a pattern → what its text must be, and what to write."""


@dataclass(frozen=True)
class Complaints:
    """Of one file."""

    file: str
    lines: Mapping[Path, int]

    def error(self, path: Path, what: str, remedy: str = "") -> ConfigError:
        where = f"{self.file} line {line_of(path, self.lines)}"
        return ConfigError(f"{where}: {shown(path)}: {what}" if path else f"{where}: {what}", remedy=remedy)

    def unknown(self, path: Path, noun: str, name: str, known: Iterable[str]) -> ConfigError:
        """`path` is that of a key that is not known, or of the text that names nothing."""
        inside = path[:-1] if path[-1] == name else path
        where = f"{self.file} line {line_of(path, self.lines)}" + (f": {shown(inside)}" if inside else "")
        return ConfigError(f"{where}: unknown {noun} {name!r}", remedy=nearest(name, known))

    def of_schema(self, message: str, base: Path, fields: Mapping[tuple[str, ...], tuple[str, ...]]) -> ConfigError:
        """From what msgspec says. `base` is where it was asked to look, `fields` the keys of each table."""
        path = (*base, *_path(message))
        names = tuple(step for step in path if isinstance(step, str))
        if "unknown field" in message:
            key = _first(_NAMED, message)
            return self.unknown((*path, key), "key", key, fields.get(names, ()))
        if "required field" in message:
            return self.error(path, f"{_first(_NAMED, message)} is missing", "add it")
        if enum := _ENUM.search(message):
            return self.unknown(path, "severity", enum[1], ("critical", "high", "medium", "low", "info"))
        if expected := _EXPECTED.search(message):
            wanted, got = (_TYPES.get(name, name) for name in expected.groups())
            doubled = expected.groups() == ("array", "object")
            return self.error(path, f"must be {wanted}, not {got}", f"write [[{'.'.join(names)}]]" if doubled else "")
        if "of length" in message:
            return self.error(path, *_PATTERNS.get(names[-1], ("must not be empty",)))
        if "regex" in message:
            return self.error(path, *_PATTERNS[names[-1]])
        if "date" in message:
            return self.error(path, "is no date", "write it as 2027-01-31")
        return self.error(path, *_PATTERNS.get("".join(names[-1:]), (_AT.sub("", message),)))


def shown(path: Path) -> str:
    """As in "environment 2, target 1, image": tables and elements are counted from 1, as people do."""
    text = ""
    for step in path:
        match step:
            case int():
                text += f" {step + 1}"
            case _:
                name = step if step.isprintable() else repr(step)
                text += f"{', ' if text[-1:].isdigit() else '.' if text else ''}{name}"
    return text


def nearest(name: str, known: Iterable[str]) -> str:
    """The remedy for a name that is not known."""
    names = sorted(known)
    close = difflib.get_close_matches(name, names, n=1)
    return f"did you mean {close[0]!r}?" if close else f"known are {', '.join(names)}" if names else ""


def _path(message: str) -> Path:
    found = _AT.search(message)
    steps = _STEP.findall(found[1]) if found else []
    return tuple(name or int(index) for name, index in steps)


def _first(pattern: re.Pattern[str], message: str) -> str:
    found = pattern.search(message)
    return found[1] if found else ""
