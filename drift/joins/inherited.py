"""Is what a section is made of as it is in the image? Then it need not be made again."""

from collections.abc import Iterable, Iterator, Sequence

from drift.collectors.interface import Collector
from drift.collectors.matching import Matching
from drift.model.entries import Entry, FileType
from drift.model.facts import FactKey, Status
from drift.model.protocols import Baseline, Facts
from drift.tree.delta import Delta


def is_touched(delta: Delta, image: Baseline, facts: Facts, collectors: Sequence[Collector]) -> bool:
    """Did the container change, add or remove a file in which one of these collectors reads something?"""
    paths = [*delta.changed, *delta.removed]
    matching = Matching(collectors)
    if any(matching.of(path) for path in paths):
        return True
    by_content = [collector for collector in collectors if collector.magic is not None]
    if not by_content:
        return False
    image.expect(paths)
    entries = [*delta.changed.values(), *(entry for path in paths if (entry := image.entry(path)))]
    known = facts.get(_keys(entries, by_content))
    return any(fact.status is not Status.ABSENT for fact in known.values())


def _keys(entries: Iterable[Entry], collectors: Sequence[Collector]) -> Iterator[FactKey]:
    for entry in entries:
        if entry.type is FileType.REGULAR and entry.sha256 is not None:
            name = entry.path.rpartition("/")[2]
            for collector in collectors:
                yield FactKey(entry.sha256, name, collector.name, collector.version)
