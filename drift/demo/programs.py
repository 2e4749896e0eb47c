"""Programs of this machine, with the links, loader and libraries that they need: read, and put into a tree."""

import stat
from collections import deque
from collections.abc import Iterable, Iterator
from pathlib import Path

from drift.demo.elf import Elf, read_elf
from drift.demo.nodes import Tree, file, folder, link

BIN = ("usr/bin", "bin", "usr/sbin", "sbin")
_LIBRARIES = ("lib64", "usr/lib64", "lib", "usr/lib", "usr/local/lib")
_CONFIGURED = "etc/ld.so.conf.d"
MOST_LINKS = 40
"""As the kernel has it (path_resolution(7))."""


class Machine:
    """The files of a machine below `root`, and those that were taken from it so far."""

    def __init__(self, root: Path = Path("/")) -> None:
        self._root = root
        self._directories = tuple(self._library_directories())
        self.taken: Tree = {}

    def program(self, name: str) -> str | None:
        """Where a program is, None where there is none."""
        return next((path for path in (f"{place}/{name}" for place in BIN) if (self._root / path).exists()), None)

    def take_program(self, path: str) -> Elf | None:
        """Take a program with all that it needs to start. None for a script. LookupError for a library that is not found."""
        elf = read_elf(self._read(self.take(path)))
        if elf is None:
            return None
        if elf.interpreter:
            self.take(elf.interpreter)
        self._take_libraries(elf, path)
        return elf

    def take(self, path: str) -> str:
        """Take a file or directory, and each link on the way. Its real path; LookupError where it is not there."""
        done, steps, links = "", deque(path.strip("/").split("/")), 0
        while steps:
            step = steps.popleft()
            if step in ("", "."):
                continue
            if step == "..":
                done = done.rpartition("/")[0]
                continue
            here = f"{done}/{step}".lstrip("/")
            target = self._take_one(here)
            if target is None:
                done = here
                continue
            links += 1
            if links > MOST_LINKS:
                raise LookupError(f"/{path}: too many links")
            done = "" if target.startswith("/") else done
            steps.extendleft(reversed(target.split("/")))
        return done

    def has(self, path: str) -> bool:
        return (self._root / path).exists()

    def _take_one(self, path: str) -> str | None:
        """The target of a link, None for anything else."""
        place = self._root / path
        try:
            found = place.lstat()
        except OSError as error:
            raise LookupError(f"/{path}: {error.strerror}") from error
        if stat.S_ISLNK(found.st_mode):
            target = str(place.readlink())
            self.taken[path] = link(target)
            return target
        if path not in self.taken:
            is_folder = stat.S_ISDIR(found.st_mode)
            self.taken[path] = folder() if is_folder else file(self._read(path), found.st_mode & 0o755)
        return None

    def _take_libraries(self, elf: Elf, of: str) -> None:
        waiting = deque([(elf, of)])
        seen = set[str]()
        while waiting:
            needing, where = waiting.popleft()
            for name in needing.needed:
                path = self._library(name, needing, where)
                if path is None:
                    raise LookupError(f"/{where} needs {name}, which is in no library directory")
                real = self.take(path)
                if real not in seen:
                    seen.add(real)
                    library = read_elf(self._read(real))
                    waiting += [(library, real)] if library else []

    def _library(self, name: str, elf: Elf, of: str) -> str | None:
        if "/" in name:
            return name.lstrip("/") if self.has(name.lstrip("/")) else None
        origin = f"/{of.rpartition('/')[0]}"
        own = (path.replace("$ORIGIN", origin).replace("${ORIGIN}", origin).lstrip("/") for path in elf.runpath)
        return next((f"{place}/{name}" for place in (*own, *self._directories) if self.has(f"{place}/{name}")), None)

    def _library_directories(self) -> Iterator[str]:
        """Where the loader looks: first what is configured, which on Debian are the directories of the architecture (ld.so.conf)."""
        for configuration in sorted((self._root / _CONFIGURED).glob("*.conf")):
            lines = configuration.read_text(errors="replace").splitlines()
            yield from (line.strip().lstrip("/") for line in lines if line.startswith("/"))
        yield from _LIBRARIES

    def _read(self, path: str) -> bytes:
        if path in self.taken and self.taken[path].content:
            return self.taken[path].content
        try:
            return (self._root / path).read_bytes()
        except OSError as error:
            raise LookupError(f"/{path}: {error.strerror}") from error


def take_all(machine: Machine, names: Iterable[str]) -> dict[str, str]:
    """Take programs by name, those that there are. Name → path."""
    found = {name: path for name in names if (path := machine.program(name))}
    for path in found.values():
        machine.take_program(path)
    return found
