"""What is loaded together: a program with all that it needs, in the order in which the loader does it (breadth first)."""

from collections import deque
from collections.abc import Iterator

from drift.joins.loader import Elf, Loaded, Loader

MOST_OBJECTS = 10_000
"""In one process; real ones have some hundred at most."""


class Process:
    """A program as it stands before its first instruction."""

    def __init__(self, program: Elf, loader: Loader) -> None:
        self._loader = loader
        self._by_name: dict[str, Loaded | None] = {}
        self.objects: list[Loaded] = []
        self.program = Loaded(program, program.path)
        self._waiting = deque([self.program])
        self._take(program.fact.get("soname", ""), self.program)
        if not loader.is_musl and not program.guarded:
            for name in (*loader.root.settings.preload_variable, *loader.root.settings.preload):
                self._need(name, self.program)
        while self._waiting and len(self.objects) < MOST_OBJECTS:
            needing = self._waiting.popleft()
            self.objects.append(needing)
            for name in needing.elf.needed:
                self._need(name, needing)

    def resolved(self, name: str) -> Loaded | None:
        """What answers to a name; None where nothing does."""
        return self._by_name.get(name)

    def missing(self) -> Iterator[tuple[str, Elf]]:
        """Names that nothing answers to, each with the first object that needs it."""
        said = set()
        for one in self.objects:
            for name in one.elf.needed:
                if self._by_name.get(name) is None and name not in said:
                    said.add(name)
                    yield name, one.elf

    def _need(self, name: str, needing: Loaded) -> None:
        """An object that is loaded already answers to its own name, wherever it lies."""
        if self._by_name.get(name) is not None:
            return
        found = self._loader.find(name, needing)
        if found is None:
            self._by_name[name] = None
            return
        called, elf = found
        loaded = next((one for one in self._by_name.values() if one and one.elf.path == elf.path), None)
        if loaded is None:
            loaded = Loaded(elf, called, needing)
            self._waiting.append(loaded)
        self._take(elf.fact.get("soname", ""), loaded)
        self._by_name[name] = loaded

    def _take(self, name: str, loaded: Loaded) -> None:
        if name:
            self._by_name.setdefault(name, loaded)
