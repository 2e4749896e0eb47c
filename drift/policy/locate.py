"""At which line of a TOML file a key stands: tomllib decodes and does not say (TOML 1.0.0).

It reads only what tomllib has accepted, so nothing here looks for mistakes.
"""

import re
import tomllib
from bisect import bisect_left
from collections.abc import Iterator, Mapping
from itertools import count

Step = str | int
Path = tuple[Step, ...]

_BARE = re.compile(r"[A-Za-z0-9_-]+")
_SPACE = re.compile(r"[ \t]*")
_GAP = re.compile(r"(?:[ \t\r\n]|#[^\n]*)*")
_SCALAR = re.compile(r"[^,\]}\r\n#]*")
_STRINGS = (
    re.compile(r'"""(?:\\.|[^\\])*?"{3,5}', re.DOTALL),
    re.compile(r"'''.*?'{3,5}", re.DOTALL),
    re.compile(r'"(?:\\.|[^"\\])*"'),
    re.compile(r"'[^']*'"),
)


def lines_of(source: str) -> Mapping[Path, int]:
    """Path of each table, key and array element → its line, the first being 1."""
    return dict(_Scan(source).paths())


def line_of(path: Path, lines: Mapping[Path, int]) -> int:
    """Of the key, else of what it stands in; 1 where nothing is known."""
    return next((lines[path[:end]] for end in range(len(path), 0, -1) if path[:end] in lines), 1)


def written(path: Path) -> str:
    """As in "environment[0].fail_on"."""
    text = ""
    for step in path:
        text += f"[{step}]" if isinstance(step, int) else f".{step}" if text else step
    return text


class _Scan:
    def __init__(self, source: str) -> None:
        self._source = source
        self._at = 0
        self._breaks = [place for place, character in enumerate(source) if character == "\n"]
        self._arrays: dict[Path, int] = {}
        """Array of tables → index of its last table."""

    def paths(self) -> Iterator[tuple[Path, int]]:
        table: Path = ()
        while self._skip(_GAP) < len(self._source):
            line = self._line()
            if self._source[self._at] == "[":
                table = self._header()
                yield table, line
            else:
                yield from self._pair(table)

    def _header(self) -> Path:
        brackets = 2 if self._source.startswith("[[", self._at) else 1
        self._at += brackets
        keys = self._keys()
        self._at += brackets
        path = (*self._resolved(keys[:-1]), keys[-1])
        if brackets == 1:
            return self._resolved(keys)
        self._arrays[path] = self._arrays.get(path, -1) + 1
        return (*path, self._arrays[path])

    def _resolved(self, keys: list[str]) -> Path:
        """A table below an array of tables belongs to its last table."""
        path: Path = ()
        for key in keys:
            path = (*path, key)
            if path in self._arrays:
                path = (*path, self._arrays[path])
        return path

    def _pair(self, table: Path) -> Iterator[tuple[Path, int]]:
        line = self._line()
        path = (*table, *self._keys())
        self._skip(_SPACE)
        self._at += len("=")
        self._skip(_SPACE)
        yield path, line
        yield from self._value(path)

    def _keys(self) -> list[str]:
        keys = []
        while True:
            self._skip(_SPACE)
            keys.append(self._key())
            self._skip(_SPACE)
            if not self._source.startswith(".", self._at):
                return keys
            self._at += 1

    def _key(self) -> str:
        quote = self._source[self._at]
        start = self._at
        if quote not in "\"'":
            self._skip(_BARE)
            return self._source[start : self._at]
        self._string()
        text = self._source[start + 1 : self._at - 1]
        return _unescaped(text) if quote == '"' else text

    def _value(self, path: Path) -> Iterator[tuple[Path, int]]:
        match self._source[self._at]:
            case "[":
                yield from self._array(path)
            case "{":
                yield from self._inline(path)
            case '"' | "'":
                self._string()
            case _:
                self._skip(_SCALAR)

    def _array(self, path: Path) -> Iterator[tuple[Path, int]]:
        self._at += 1
        for index in count():
            self._skip(_GAP)
            if self._source[self._at] == "]":
                break
            yield (*path, index), self._line()
            yield from self._value((*path, index))
            self._separated()
        self._at += 1

    def _inline(self, path: Path) -> Iterator[tuple[Path, int]]:
        self._at += 1
        while self._source[self._skip(_GAP)] != "}":
            yield from self._pair(path)
            self._separated()
        self._at += 1

    def _separated(self) -> None:
        self._skip(_GAP)
        if self._source[self._at] == ",":
            self._at += 1

    def _string(self) -> None:
        found = next(match for form in _STRINGS if (match := form.match(self._source, self._at)))
        self._at = found.end()

    def _skip(self, what: re.Pattern[str]) -> int:
        found = what.match(self._source, self._at)
        self._at = found.end() if found else self._at
        return self._at

    def _line(self) -> int:
        return bisect_left(self._breaks, self._at) + 1


def _unescaped(text: str) -> str:
    """What a basic string's escapes stand for."""
    if "\\" not in text:
        return text
    return str(tomllib.loads(f'key = "{text}"')["key"])
