"""Files by directory and name, looked up again and again: each directory of a tree is resolved and listed once."""

from drift.model.entries import FileType
from drift.model.protocols import Baseline
from drift.tree.paths import resolve


class Places:
    """Paths have no leading slash."""

    def __init__(self, tree: Baseline) -> None:
        self._tree = tree
        self._directories: dict[str, str | None] = {}
        self._names: dict[str, frozenset[str]] = {}
        self._files: dict[str, str | None] = {}

    def directory(self, path: str) -> str | None:
        """The directory itself, no link in its path; None where there is none."""
        if path not in self._directories:
            self._directories[path] = self._resolved(path)
        return self._directories[path]

    def find(self, directory: str, name: str) -> tuple[str, str] | None:
        """How the file is called in the directory itself, and the regular file that this is after all links; None where there is none."""
        if name not in self.names(directory):
            return None
        real = self.directory(directory)
        called = f"{real}/{name}" if real else name
        file = self.file(called)
        return (called, file) if file is not None else None

    def names(self, directory: str) -> frozenset[str]:
        """All that is in a directory; empty where there is none."""
        real = self.directory(directory)
        if real is None:
            return frozenset()
        if real not in self._names:
            self._names[real] = frozenset(self._tree.children(real))
        return self._names[real]

    def file(self, path: str) -> str | None:
        """The regular file that a path leads to."""
        if path not in self._files:
            self._files[path] = self._file(path)
        return self._files[path]

    def _file(self, path: str) -> str | None:
        target = resolve(self._tree, path)
        entry = self._tree.entry(target) if target else None
        return target if entry is not None and entry.type is FileType.REGULAR else None

    def _resolved(self, path: str) -> str | None:
        target = resolve(self._tree, path)
        if not target:
            return target
        entry = self._tree.entry(target)
        return target if entry is not None and entry.type is FileType.DIRECTORY else None
