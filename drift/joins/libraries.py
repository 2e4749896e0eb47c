"""Libraries: each program and library with what its needs resolve to, as the loader of its root would do it.

A need of a library is looked up as if the library were a program (its own RUNPATH or RPATH, LD_LIBRARY_PATH, cache, default directories),
and, where this finds nothing, taken from the first program that loads it. A plug-in is loaded by a program that no file names, when much
is loaded already: of what a library lacks `elsewhere` says which file of the root has this name, so that this can be told from what is
really missing. A program has no such excuse: `missing` is what it lacks further down, with what needs it.
"""

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping

from drift.collectors.libraries.elf import ELF, PROGRAMS
from drift.joins.known import NotRead, key_of, may_be_program
from drift.joins.loader import Elf, Loaded, Loader, Root
from drift.joins.loader_settings import PRELOAD, loader_settings
from drift.joins.places import Places
from drift.joins.processes import Process
from drift.joins.wheels import unfit_wheels
from drift.model.facts import Status
from drift.model.protocols import Baseline, Facts
from drift.model.records import Kind, Record, RecordSet, record
from drift.model.snapshot import Section

MOST_NEEDS = 2_000_000
"""Of all processes; 1,600 programs and libraries of a Debian with Java, PostgreSQL and GStreamer have 6,000."""
RECORDED = PROGRAMS | {"library"}
STATED = ("type", "machine", "bits", "soname", "build_id", "isa", "static", "interpreter")
"""Fields of a fact that its record has, too."""


def libraries(tree: Baseline, facts: Facts, environment: Mapping[str, str]) -> Section:
    """Path → what it is, and what each of its needs resolves to (None: nothing). `environment` are the container's variables."""
    try:
        settings = loader_settings(tree, facts, environment)
        elves, unread = _elves(tree, facts)
        resolved = Resolution(Root(Places(tree), settings, elves, frozenset(unread))).records()
        others = (record(Kind.LIBRARIES, f"/{path}", {"unreadable": reason}) for path, reason in unread.items())
        return Section.ok(RecordSet.of(Kind.LIBRARIES, [*resolved, *others, *unfit_wheels(tree, facts, elves)]))
    except NotRead as error:
        return Section.failed(str(error))


def _elves(tree: Baseline, facts: Facts) -> tuple[dict[str, Elf], dict[str, str]]:
    """By path; and the path of each file that begins as ELF and could not be read, with the reason."""
    paths = sorted(set(tree.collected([ELF.name])))
    tree.expect(paths)
    entries = (entry for entry in map(tree.entry, paths) if entry is not None and may_be_program(entry))
    keys = {entry.path: (entry, key_of(ELF, entry)) for entry in entries}
    known = facts.get(key for _, key in keys.values())
    elves, unread = {}, {}
    for path, (entry, key) in keys.items():
        fact = known.get(key)
        if fact is None:
            continue  # it does not begin as ELF
        if fact.status is Status.FAILED:
            unread[path] = fact.reason
        elif fact.value["type"] in RECORDED:
            elves[path] = Elf(path, fact.value, guarded=bool(entry.mode & 0o6000 or entry.capability))
    return elves, unread


class Resolution:
    """All programs of a root, started in thought, and what this says of each file."""

    def __init__(self, root: Root) -> None:
        self._root = root
        self._loaders: dict[str, Loader] = {}
        self._interpreters = self._usual_interpreters()
        self._by_soname = self._sonames()
        self._needs = 0
        self._in_processes: dict[tuple[str, str], Loaded] = {}
        """Of what a library needs: what the first program that loads it has. By path and name."""

    def records(self) -> Iterator[Record]:
        elves = self._root.elves.values()
        yield from (self._of_program(one) for one in elves if _is_started(one))
        yield from (self._of_library(one) for one in elves if not _is_started(one))
        yield from self._preloaded()

    def _of_program(self, elf: Elf) -> Record:
        loader = self._loader(elf)
        process = Process(elf, loader)
        self._needs += process.needs
        if self._needs > MOST_NEEDS:
            raise NotRead(f"more than {MOST_NEEDS:,} libraries would be loaded by the programs up to /{elf.path}")
        for one in process.objects:
            for name in one.elf.needed:
                found = process.resolved(name)
                if found:
                    self._in_processes.setdefault((one.elf.path, name), found)
        needed = {name: process.resolved(name) for name in elf.needed}
        missing = {name: f"/{by.path}" for name, by in process.missing() if by is not elf}
        return self._record(elf, loader, needed, missing)

    def _of_library(self, elf: Elf) -> Record:
        loader = self._loader(elf)
        alone = Loaded(elf, elf.path)
        needed = {}
        for name in elf.needed:
            found = loader.find(name, alone)
            in_process = self._in_processes.get((elf.path, name))
            needed[name] = Loaded(found[1], found[0]) if found else in_process
        return self._record(elf, loader, needed, {})

    def _record(
        self, elf: Elf, loader: Loader, needed: Mapping[str, Loaded | None], missing: Mapping[str, str]
    ) -> Record:
        content = {field: elf.fact[field] for field in STATED if field in elf.fact}
        content["needed"] = {name: f"/{found.called}" if found else None for name, found in needed.items()}
        interpreter_missing = "interpreter" in elf.fact and _is_started(elf) and loader.file is None
        found_elsewhere = {name: path for name in needed if not needed[name] and (path := self._elsewhere(name, elf))}
        optional = {
            "interpreter_missing": interpreter_missing,
            "missing": dict(missing),
            "elsewhere": found_elsewhere,
            "unresolved_versions": [] if loader.is_musl else sorted(_unresolved(elf, needed)),
        }
        return record(
            Kind.LIBRARIES, f"/{elf.path}", content | {name: value for name, value in optional.items() if value}
        )

    def _preloaded(self) -> Iterator[Record]:
        """What is loaded before all else is a need of the root itself: where it is missing, each program says so and goes on."""
        settings = self._root.settings
        for key, names in ((f"/{PRELOAD}", settings.preload), ("LD_PRELOAD", settings.preload_variable)):
            if names:
                found = {name: self._preload(name) for name in names}
                yield record(Kind.LIBRARIES, key, {"needed": dict(found)})

    def _preload(self, name: str) -> str | None:
        """As the first program finds it that finds it."""
        for interpreter in sorted(set(self._interpreters.values())):
            for program in filter(_is_started, self._root.elves.values()):
                if program.fact["interpreter"] == interpreter:
                    found = self._loader(program).find(name, Loaded(program, program.path))
                    if found:
                        return f"/{found[0]}"
                    break
        return None

    def _elsewhere(self, name: str, elf: Elf) -> str:
        """A file of this name that the loader does not come by, of the same sort; "" where there is none."""
        return self._by_soname.get((name, *elf.sort), "")

    def _loader(self, elf: Elf) -> Loader:
        interpreter = elf.fact["interpreter"] if _is_started(elf) else self._usual(elf)
        if interpreter not in self._loaders:
            self._loaders[interpreter] = Loader(self._root, interpreter)
        return self._loaders[interpreter]

    def _usual(self, elf: Elf) -> str:
        """The interpreter that a library is most likely loaded by: by the libc that it asks for, else that of most programs."""
        asked = {_MUSL if name.startswith("libc.musl-") or name == "libc.so" else name for name in elf.needed}
        libc = next((one for one in (GLIBC, _MUSL) if one in asked), "")
        return self._interpreters.get((*elf.sort, libc)) or self._interpreters.get((*elf.sort, ""), "")

    def _usual_interpreters(self) -> dict[tuple[str, int, str], str]:
        """Machine, bits and libc → the interpreter of most programs; without a libc that of most of all."""
        counts: dict[tuple[str, int, str], Counter[str]] = defaultdict(Counter)
        for one in filter(_is_started, self._root.elves.values()):
            interpreter = one.fact["interpreter"]
            libc = _MUSL if "ld-musl" in interpreter else GLIBC
            counts[*one.sort, libc][interpreter] += 1
            counts[*one.sort, ""][interpreter] += 1
        return {key: min(found, key=lambda name: (-found[name], name)) for key, found in counts.items()}

    def _sonames(self) -> dict[tuple[str, str, int], str]:
        found: dict[tuple[str, str, int], str] = {}
        for path, elf in self._root.elves.items():
            for name in (elf.fact.get("soname"), path.rpartition("/")[2]):
                if name and elf.fact["type"] not in PROGRAMS:
                    found.setdefault((name, *elf.sort), f"/{path}")
        return found


def _is_started(elf: Elf) -> bool:
    """Is it a program that a loader starts?"""
    return elf.fact["type"] in PROGRAMS and "interpreter" in elf.fact


def _unresolved(elf: Elf, needed: Mapping[str, Loaded | None]) -> Iterator[str]:
    """As in "libc.so.6: GLIBC_2.38". A library without a table of versions is taken for any (glibc warns, and goes on)."""
    for library, versions in elf.fact.get("requires", {}).items():
        found = needed.get(library)
        if found and "defines" in found.elf.fact:
            yield from (f"{library}: {version}" for version in versions if version not in found.elf.fact["defines"])


GLIBC, _MUSL = "libc.so.6", "musl"
