"""Which collectors want a path: asked of each of 100,000 paths, so that a miss must cost next to nothing."""

import re
from collections.abc import Iterable

from drift.collectors.interface import Collector, glob_expression

_Matchers = list[tuple["re.Pattern[str]", Collector]]


class Matching:
    """Globs, looked up by the base name, its suffix or the directory that they demand (0.8 µs for a path that nobody wants).

    One combined expression takes 4 µs: it must try each `**/` at every directory of the path.
    """

    def __init__(self, collectors: Iterable[Collector]) -> None:
        self._by_name: dict[str, _Matchers] = {}
        self._by_suffix: dict[str, _Matchers] = {}
        self._by_start: dict[str, _Matchers] = {}
        self._by_directory: dict[str, _Matchers] = {}
        self._by_magic: list[tuple[bytes, Collector]] = []
        self._unwanted: dict[str, re.Pattern[str]] = {}
        for collector in collectors:
            self._add(collector)
        self._starts = tuple(self._by_start)
        self._directories = tuple(self._by_directory)
        self._magics = tuple(magic for magic, _ in self._by_magic)

    def of(self, path: str, head: bytes | None = None) -> tuple[Collector, ...]:
        """The collectors that want the file at a path; with its first bytes also those that know it by them."""
        name = path[path.rfind("/") + 1 :]
        of_name = self._by_name.get(name)
        of_suffix = self._by_suffix.get(name[name.rfind(".") + 1 :])
        starts = name.startswith(self._starts)
        below = path.startswith(self._directories)
        known = head is not None and head.startswith(self._magics)
        if not (of_name or of_suffix or starts or below or known):
            return ()
        matchers = [*(of_name or ()), *(of_suffix or ())]
        matchers += [one for start, group in self._by_start.items() if name.startswith(start) for one in group]
        matchers += [one for start, group in self._by_directory.items() if path.startswith(start) for one in group]
        found = dict.fromkeys(collector for expression, collector in matchers if expression.match(path))
        if head:
            found |= dict.fromkeys(collector for magic, collector in self._by_magic if head.startswith(magic))
        return tuple(collector for collector in found if not self._is_unwanted(collector, path))

    def _add(self, collector: Collector) -> None:
        for glob in collector.globs:
            matcher = (re.compile(glob_expression(glob), re.DOTALL), collector)
            index, demanded = self._index_of(glob, collector)
            index.setdefault(demanded, []).append(matcher)
        if collector.magic is not None:
            self._by_magic.append((collector.magic, collector))
        if collector.unless:
            unless = "|".join(glob_expression(glob) for glob in collector.unless)
            self._unwanted[collector.name] = re.compile(unless, re.DOTALL)

    def _index_of(self, glob: str, collector: Collector) -> tuple[dict[str, _Matchers], str]:
        """Where a glob is looked up, and by what."""
        name = glob.rpartition("/")[2]
        suffix, start = name.rpartition(".")[2], _literal_start(name)
        if start == name:
            return self._by_name, name
        if suffix != name and _literal_start(suffix) == suffix:
            return self._by_suffix, suffix
        if start:
            return self._by_start, start
        directory = _literal_start(glob).rpartition("/")[0]
        if not directory:
            raise ValueError(f"{collector.name}: glob {glob!r} names neither a file, a suffix nor a directory")
        return self._by_directory, f"{directory}/"

    def _is_unwanted(self, collector: Collector, path: str) -> bool:
        unwanted = self._unwanted.get(collector.name)
        if unwanted is not None and unwanted.match(path) is not None:
            return True
        return collector.place is not None and not collector.place(path)


def _literal_start(text: str) -> str:
    """What stands before the first wildcard."""
    return re.split(r"[*?]", text, maxsplit=1)[0]
