"""What is loaded together: a program with all that it needs, in the order in which the loader does it (breadth first)."""

from collections import deque
from collections.abc import Iterator

from drift.joins.known import NotRead
from drift.joins.loader import Elf, Loaded, Loader

MOST_NEEDS = 100_000
"""Of all objects in one process; of real ones they are some thousand at most."""


class Process:
    """A program as it stands before its first instruction."""

    def __init__(self, program: Elf, loader: Loader) -> None:
        """Raises NotRead for one that would load without an end."""
        self._loader = loader
        self._by_name: dict[str, Loaded | None] = {}
        self._by_path: dict[str, Loaded] = {}
        self.objects: list[Loaded] = []
        self.needs = 0
        """How many names were looked up."""
        self.program = self._by_path[program.path] = Loaded(program, program.path)
        self._waiting = deque([self.program])
        self._take(program.fact.get("soname", ""), self.program)
        if not loader.is_musl and not program.guarded:
            for name in (*loader.root.settings.preload_variable, *loader.root.settings.preload):
                self._need(name, self.program)
        while self._waiting:
            needing = self._waiting.popleft()
            self.needs += len(needing.elf.needed)
            if self.needs > MOST_NEEDS:
                raise NotRead(f"/{program.path} would load more than {MOST_NEEDS:,} libraries")
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
        loaded = self._by_path.get(elf.path)
        if loaded is None:
            loaded = self._by_path[elf.path] = Loaded(elf, called, needing)
            self._waiting.append(loaded)
        self._take(elf.fact.get("soname", ""), loaded)
        self._by_name[name] = loaded

    def _take(self, name: str, loaded: Loaded) -> None:
        if name:
            self._by_name.setdefault(name, loaded)
