"""Packages that a bill of materials promises, as records: it knows no root, and a package once for each place it lies in."""

from collections import defaultdict
from collections.abc import Iterable, Mapping

from drift.joins.packages import package_key
from drift.model.canonical import Json
from drift.model.records import Kind, RecordSet, record
from drift.model.snapshot import Section


def promised(packages: Iterable[Mapping[str, Json]]) -> Section:
    """Key → versions and architectures, as far as they are said."""
    versions: dict[str, set[str]] = defaultdict(set)
    architectures: dict[str, set[str]] = defaultdict(set)
    for one in packages:
        key = package_key(str(one["type"]), str(one["name"]), str(one["namespace"]), None)
        versions[key].update(_said(one, "version"))
        architectures[key].update(_said(one, "architecture"))
    contents: dict[str, dict[str, Json]] = {
        key: {
            "versions": list[Json](sorted(versions[key])),
            "architectures": list[Json](sorted(architectures[key])),
            "source": None,
            "evidence": [],
        }
        for key in versions
    }
    return Section.ok(RecordSet.of(Kind.PACKAGES, [record(Kind.PACKAGES, key, one) for key, one in contents.items()]))


def _said(package: Mapping[str, Json], field: str) -> set[str]:
    value = package.get(field)
    return {value} if isinstance(value, str) else set()
