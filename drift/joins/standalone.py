"""Programs that are known by their own marks count as packages only where no package owns them."""

from drift.collectors.packages.binaries import MARKS
from drift.joins.ownership import owners
from drift.model.protocols import Baseline, Facts
from drift.model.records import Kind, RecordSet
from drift.model.snapshot import Section

KEYS = tuple(f"pkg:generic/{mark.name}#/" for mark in MARKS)


def without_owned_programs(section: Section, tree: Baseline, facts: Facts) -> Section:
    """The packages without programs that another of them put on the disk: what Debian calls python3.11 is no second Python."""
    if section.set is None:
        return section
    paths = {one.key: one.key.partition("#/")[2] for one in section.set.records if one.key.startswith(KEYS)}
    owned = owners(tree, facts, paths.values())
    kept = [one for one in section.set.records if paths.get(one.key) not in owned]
    return Section.ok(RecordSet.of(Kind.PACKAGES, kept))
