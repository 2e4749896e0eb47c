"""What a bill of materials and another side can both say: which packages, in which versions, for which architectures.

A bill knows no root, so a package in two roots is one with the versions of both. It is neither wrong nor of one mind with other tools on
an operating system's namespace (rhel or redhat, amzn or amazon): a root has one, and so it is not compared. Source, licences, digests
and evidence are each tool's own words.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace
from urllib.parse import unquote

from drift.diff.sides import Viewed
from drift.joins.packages import DISTRIBUTIONS
from drift.model.canonical import Json
from drift.model.records import Kind, RecordSet, record
from drift.model.snapshot import Section, Snapshot


@dataclass
class _Package:
    key: str
    """purl without version, as this side writes it."""
    versions: set[str] = field(default_factory=set)
    architectures: set[str] = field(default_factory=set)


def what_both_say(before: Viewed, after: Viewed, unnamed: Collection[str] = ()) -> tuple[Viewed, Viewed]:
    """Both sides with their packages alone, and of these what both say. A failed side stays so.

    `unnamed` are names that a bill has without a package URL: neither added nor removed is what may be meant by them.
    """
    old, new = _packages(before, unnamed), _packages(after, unnamed)
    return _reduced(before, old, new, new), _reduced(after, new, old, new)


def _packages(side: Viewed, unnamed: Collection[str]) -> Mapping[str, _Package]:
    section = _section(side)
    found: dict[str, _Package] = {}
    for one in section.set.records if section.set else ():
        key, _, _ = one.key.partition("#/")
        if unquote(key.rpartition("/")[2]) in unnamed:
            continue
        package = found.setdefault(_core(key), _Package(key))
        package.versions.update(one.value["versions"])
        package.architectures.update(one.value["architectures"])
    return found


def _core(key: str) -> str:
    """Type and name; of a language's package its namespace, too."""
    type_, _, rest = key.partition("/")
    return f"{type_}/{rest.rpartition('/')[2]}" if type_.removeprefix("pkg:") in DISTRIBUTIONS else key


def _reduced(
    side: Viewed, own: Mapping[str, _Package], other: Mapping[str, _Package], judged: Mapping[str, _Package]
) -> Viewed:
    section = _section(side)
    if section.set is not None:
        records = [
            record(Kind.PACKAGES, judged.get(core, one).key, _content(one, other.get(core)))
            for core, one in own.items()
        ]
        section = Section.ok(RecordSet.of(Kind.PACKAGES, records))
    return replace(side, snapshot=Snapshot(None, {Kind.PACKAGES: section}), image=None)


def _content(one: _Package, other: _Package | None) -> dict[str, Json]:
    """An architecture counts where both sides say one."""
    content: dict[str, Json] = {"versions": _listed(one.versions)}
    if one.architectures and other and other.architectures:
        content["architectures"] = _listed(one.architectures)
    return content


def _listed(values: Collection[str]) -> list[Json]:
    return list[Json](sorted(values))


def _section(side: Viewed) -> Section:
    return side.snapshot.sections.get(Kind.PACKAGES, Section.absent())
