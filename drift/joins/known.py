"""Facts of the files that lie in a tree: which are wanted, and what is known of each."""

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from drift.collectors.interface import Collector
from drift.collectors.matching import Matching
from drift.collectors.reading import wants
from drift.model.entries import Entry, FileType
from drift.model.facts import Fact, FactKey, Status
from drift.model.protocols import Baseline, Facts


class NotRead(Exception):
    """A file that a collector wants was not read, or could not be: its records are failed, never absent."""


class Found(NamedTuple):
    collector: Collector
    entry: Entry
    fact: Fact


def facts_in(tree: Baseline, facts: Facts, paths: Iterable[str], collectors: Sequence[Collector]) -> list[Found]:
    """The facts of the regular, not empty files at these paths, sorted by path; ABSENT ones are left out.

    Raises NotRead for the first file without a fact, or with a failed one. What a collector knows by its first bytes no path tells: there
    a file without a fact is another one.
    """
    matching = Matching(collectors)
    by_bytes = [collector for collector in collectors if collector.magic is not None]
    wanted: list[tuple[Collector, Entry, FactKey]] = []
    maybe: list[tuple[Collector, Entry, FactKey]] = []
    asked = sorted(set(paths))
    tree.expect(asked)
    for path in asked:
        entry = tree.entry(path)
        if entry is None or entry.type is not FileType.REGULAR or entry.size == 0:
            continue
        takers = [collector for collector in matching.of(path) if wants(collector, path, entry.size)]
        wanted += [(collector, entry, key_of(collector, entry)) for collector in takers]
        if by_bytes and may_be_program(entry):
            maybe += [(one, entry, key_of(one, entry)) for one in by_bytes if one not in takers]
    known = facts.get(key for _, _, key in (*wanted, *maybe))
    wanted = sorted([*wanted, *(one for one in maybe if one[2] in known)], key=lambda one: one[1].path)
    found = [Found(collector, entry, _fact(known.get(key), entry)) for collector, entry, key in wanted]
    return [one for one in found if one.fact.status is Status.OK]


def may_be_program(entry: Entry) -> bool:
    """May it be a program or library, by mode and name? What neither may be run nor is called *.so is none, whatever its first bytes are.

    Nor is a file that is written to while it is read: the files section says that.
    """
    is_file = entry.type is FileType.REGULAR and entry.size > 0 and entry.sha256 is not None
    return is_file and (bool(entry.mode & 0o111) or ".so" in entry.path.rpartition("/")[2])


def key_of(collector: Collector, entry: Entry) -> FactKey:
    """Raises NotRead for a file that changed while it was read."""
    if entry.sha256 is None:
        raise NotRead(f"/{entry.path} changed while it was read; scan again")
    return FactKey(entry.sha256, entry.path.rpartition("/")[2], collector.name, collector.version)


def _fact(fact: Fact | None, entry: Entry) -> Fact:
    if fact is None:
        raise NotRead(f"/{entry.path} was not read; scan again, or with --verify")
    if fact.status is Status.FAILED:
        raise NotRead(f"/{entry.path}: {fact.reason}")
    return fact
