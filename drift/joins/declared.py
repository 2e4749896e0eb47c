"""Declared packages: what the lock files in a tree say, by purl and the lock file's directory."""

from collections.abc import Iterable, Sequence
from typing import Any

from drift.collectors import COLLECTORS
from drift.collectors.interface import Collector
from drift.joins.known import Found, NotRead, facts_in
from drift.joins.packages import package_key
from drift.model.protocols import Baseline, Facts
from drift.model.records import Kind, Record, RecordSet, record
from drift.model.snapshot import Section


def declared(tree: Baseline, facts: Facts, collectors: Sequence[Collector] = COLLECTORS) -> Section:
    """Key → versions, evidence, and "optional" where no lock file says that it must be installed.

    FAILED with the path where a lock file could not be read.
    """
    wanted = [collector for collector in collectors if collector.kind is Kind.DECLARED]
    try:
        found = facts_in(tree, facts, tree.collected(one.name for one in wanted), wanted)
    except NotRead as error:
        return Section.failed(str(error))
    return Section.ok(RecordSet.of(Kind.DECLARED, _records(found)))


def _records(found: Iterable[Found]) -> list[Record]:
    contents: dict[str, dict[str, Any]] = {}
    for _, entry, fact in found:
        directory = entry.path.rpartition("/")[0]
        for one in fact.value:
            key = package_key(one["type"], one["name"], one.get("namespace", ""), directory)
            content = contents.setdefault(key, {"versions": set(), "evidence": set(), "optional": True})
            content["versions"].add(one["version"])
            content["evidence"].add(f"/{entry.path}")
            content["optional"] = content["optional"] and one.get("optional", False)
    return [record(Kind.DECLARED, key, _plain(content)) for key, content in contents.items()]


def _plain(content: dict[str, Any]) -> dict[str, Any]:
    listed = {field: sorted(content[field]) for field in ("versions", "evidence")}
    return listed | {"optional": True} if content["optional"] else listed
