"""Facts of the files that lie in a tree: which are wanted, and what is known of each."""

from collections.abc import Iterable, Iterator, Sequence
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
    asked = sorted(set(paths))
    tree.expect(asked)
    wanted = list(_wanted(tree, asked, collectors))
    known = facts.get(key for _, _, key, _ in wanted)
    found = [
        Found(collector, entry, _fact(known.get(key), entry))
        for collector, entry, key, by_bytes in wanted
        if not by_bytes or key in known
    ]
    return [one for one in found if one.fact.status is Status.OK]


def _wanted(
    tree: Baseline, paths: Iterable[str], collectors: Sequence[Collector]
) -> Iterator[tuple[Collector, Entry, FactKey, bool]]:
    """Which collector may have read which file; last, whether it knows its files by their first bytes."""
    matching = Matching(collectors)
    has_globs = any(collector.globs for collector in collectors)
    with_magic = [collector for collector in collectors if collector.magic is not None]
    for path in paths:
        named = matching.of(path) if has_globs else ()
        entry = tree.entry(path) if named or with_magic else None
        if entry is None or entry.type is not FileType.REGULAR or entry.size == 0:
            continue
        for collector in named:
            if wants(collector, path, entry.size):
                yield collector, entry, key_of(collector, entry), False
        if with_magic and may_be_program(entry):
            for collector in with_magic:
                if collector not in named:
                    yield collector, entry, key_of(collector, entry), True


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
