"""Where the dynamic loader of a root looks for a library (glibc: ld.so(8), elf/dl-load.c; musl: ldso/dynlink.c).

What is known of an object is its file, how it was called when it was found, and what loaded it: glibc gives an object without RUNPATH the
RPATH of all that loaded it, musl gives it both. Left out: the directory that a program is started in, subdirectories for better processors
(glibc-hwcaps), and what a program loads by itself (dlopen(3)), which no file says.
"""

import posixpath
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, NamedTuple

from drift.joins.loader_settings import LoaderSettings
from drift.joins.places import Places

_VARIABLE = re.compile(r"\$(?:\{(ORIGIN|LIB|PLATFORM)\}|(ORIGIN|LIB|PLATFORM))")
_MULTIARCH = re.compile(r"[^/]+-linux-[^/]+\Z")
"""Debian's name of an architecture."""
_MUSL = re.compile(r"ld-musl-(.+)\.so\.\d+\Z")
_MUSL_ITSELF = re.compile(r"lib(?:c|pthread|rt|m|dl|util|xnet)\.")
"""Names that musl answers itself, whatever follows: it is all of these in one file."""
_MUSL_DIRECTORIES = ("/lib", "/usr/local/lib", "/usr/lib")
_PLATFORMS = {"i386": "i686", "arm": "v7l"}
"""What the kernel says in AT_PLATFORM where it is not the machine's name."""


class Elf(NamedTuple):
    """A program or library of the root."""

    path: str
    """Of the file itself, without leading slash."""
    fact: Mapping[str, Any]
    """As `collectors.libraries.elf.parse` found it."""
    guarded: bool = False
    """Is it run with rights of its own (set-uid, set-gid, capabilities)? Then the environment is not heeded."""

    @property
    def sort(self) -> tuple[str, int]:
        """Machine and bits: only what has the same can be loaded together."""
        return self.fact["machine"], self.fact["bits"]

    @property
    def needed(self) -> Sequence[str]:
        return self.fact.get("needed") or ()


@dataclass(frozen=True, eq=False)
class Loaded:
    """An object in a process."""

    elf: Elf
    called: str
    """Its path as the loader found it: links at its end are not followed, $ORIGIN is the directory of it."""
    by: "Loaded | None" = None

    def chain(self) -> Iterator["Loaded"]:
        """Itself and all that it was loaded for, up to the program."""
        one: Loaded | None = self
        while one is not None:
            yield one
            one = one.by

    @cached_property
    def program(self) -> "Loaded":
        return list(self.chain())[-1]


@dataclass(frozen=True, eq=False)
class Root:
    """What all loaders of a root share."""

    places: Places
    settings: LoaderSettings
    elves: Mapping[str, Elf]
    """By path."""
    unread: frozenset[str] = frozenset()
    """Paths of ELF files that could not be read: too large, or damaged. They are taken for what is looked for."""


@dataclass(eq=False)
class Loader:
    """One loader, by its interpreter; "" where no program says which one there is."""

    root: Root
    interpreter: str
    _found: dict[tuple[object, ...], tuple[str, Elf] | None] = field(default_factory=dict)

    @cached_property
    def file(self) -> str | None:
        """The file of the loader itself."""
        return self.root.places.file(self.interpreter.strip("/")) if self.interpreter else None

    @cached_property
    def is_musl(self) -> bool:
        """Alpine's gcompat puts musl behind the name of glibc's loader."""
        names = (posixpath.basename(self.interpreter), posixpath.basename(self.file or ""))
        return any("musl" in name or "gcompat" in name for name in names) or (self.file or "").endswith("-musl/libc.so")

    def find(self, name: str, needing: Loaded) -> tuple[str, Elf] | None:
        """How a library is called that an object needs, and what it is; None where the loader does not find it."""
        if self.is_musl and (_MUSL_ITSELF.match(name) or name == posixpath.basename(self.interpreter)):
            own = self.root.elves.get(self.file or "")
            return (self.interpreter.strip("/"), own) if own else None
        if "/" in name:
            return self._at(self._expanded(name, needing), needing.elf)  # a relative one: as if started in /
        directories = self._searched(needing)
        key = (name, directories, needing.elf.sort)
        if key not in self._found:
            self._found[key] = self._first(name, directories, needing.elf)
        return self._found[key]

    def _first(self, name: str, directories: tuple[str, ...], like: Elf) -> tuple[str, Elf] | None:
        for directory in directories:
            places = self._cached(name) if directory == _CACHE else [f"{directory}/{name}"]
            for place in places:
                found = self._at(place, like)
                if found:
                    return found
        return None

    def _at(self, path: str, like: Elf) -> tuple[str, Elf] | None:
        """The object at a path where it is one of the same sort; anything else is passed over."""
        directory, _, name = path.strip("/").rpartition("/")
        called, file = self.root.places.find(directory, name) or ("", "")
        elf = self.root.elves.get(file)
        if elf is None and file in self.root.unread:
            machine, bits = like.sort
            elf = Elf(file, {"machine": machine, "bits": bits})
        return (called, elf) if elf and elf.sort == like.sort else None

    def _searched(self, needing: Loaded) -> tuple[str, ...]:
        """Directories in the order of the search, `_CACHE` among them."""
        environment = () if needing.program.elf.guarded else self.root.settings.library_path
        if self.is_musl:
            inherited = [directory for one in needing.chain() for directory in self._own(one, "runpath", "rpath")]
            return (*environment, *inherited, *self._defaults)
        own = self._own(needing, "runpath")
        above = needing.chain() if not own else ()
        inherited = [path for one in above if "runpath" not in one.elf.fact for path in self._own(one, "rpath")]
        given = [directory for one in environment if (directory := self._expanded(one, needing.program))]
        last = () if needing.elf.fact.get("no_default_directories") else self._defaults
        return (*inherited, *given, *own, _CACHE, *last)

    def _own(self, one: Loaded, *fields: str) -> list[str]:
        """Directories that an object says itself: of the first of these fields that it has."""
        path = next((one.elf.fact[name] for name in fields if name in one.elf.fact), "")
        expanded = (self._expanded(directory, one) for directory in path.split(":"))
        return [directory for directory in expanded if directory.startswith("/")]

    def _expanded(self, path: str, one: Loaded) -> str:
        """A path with $ORIGIN and its like replaced."""
        if "$" not in path:
            return path
        values = {
            "ORIGIN": f"/{posixpath.dirname(one.called)}",
            "LIB": self._home,
            "PLATFORM": _PLATFORMS.get(one.elf.sort[0], one.elf.sort[0]),
        }
        return posixpath.normpath(_VARIABLE.sub(lambda match: values[match[1] or match[2]], path))

    def _cached(self, name: str) -> Sequence[str]:
        """Files of this name in the cache, else in the directories that it would be made of."""
        settings = self.root.settings
        if settings.cache is not None:
            return settings.cache.get(name, ())
        return [f"{directory}/{name}" for directory in settings.configured]

    @cached_property
    def _home(self) -> str:
        """$LIB: the first of its own directories, as lib, lib64, or lib/TRIPLET on Debian."""
        return self._defaults[0].strip("/").removeprefix("usr/")

    @cached_property
    def _defaults(self) -> tuple[str, ...]:
        if self.is_musl:
            match = _MUSL.match(posixpath.basename(self.interpreter))
            return tuple(self.root.settings.musl.get(match[1] if match else "", _MUSL_DIRECTORIES))
        own = self.root.elves.get(self.file or "")
        return tuple(own.fact.get("directories", ()) if own else ()) or tuple(self._guessed())

    def _guessed(self) -> Iterator[str]:
        """Where there is no loader to tell them: what Debian's, Fedora's and others' loaders have."""
        names = self.root.places.names("usr/lib")
        for home in (*(f"lib/{name}" for name in names if _MULTIARCH.match(name)), "lib64", "lib"):
            yield from (f"/{home}", f"/usr/{home}")


_CACHE = ""
"""Stands for glibc's cache among the directories."""
