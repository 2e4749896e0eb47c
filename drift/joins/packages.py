"""Packages: what the package managers' files in a tree say, by purl and root."""

from collections.abc import Iterable, Sequence
from functools import lru_cache
from typing import Any

from packageurl import PackageURL

from drift.collectors import COLLECTORS
from drift.collectors.interface import Collector
from drift.collectors.os_release import OS_RELEASE, PATHS
from drift.collectors.packages.npm_tree import NPM_TREE
from drift.collectors.packages.python_origin import PYTHON_ORIGIN
from drift.joins.known import Found, NotRead, facts_in, key_of
from drift.model.entries import Entry, FileType
from drift.model.facts import Status
from drift.model.protocols import Baseline, Facts
from drift.model.records import Kind, Record, RecordSet, record
from drift.model.snapshot import Section
from drift.tree.paths import resolve

DISTRIBUTIONS = {"deb": "debian", "rpm": "redhat", "apk": "alpine", "alpm": "arch"}
"""purl type of an OS package → its namespace where the root does not say which distribution it is."""

PLURALS = {
    "version": "versions",
    "architecture": "architectures",
    "licence": "licences",
    "digest": "digests",
    "state": "states",
    "origin": "origins",
}
"""Field of a package → that of its record: one key can have several of each."""
OPTIONAL = frozenset({"licences", "digests", "states", "origins"})
"""Left out of a record where nothing states them."""
BESIDE = (NPM_TREE, PYTHON_ORIGIN)
"""Collectors of files that say more of packages: {"at": the package's directory, from the file's own, and what they say}."""


def packages(tree: Baseline, facts: Facts, collectors: Sequence[Collector] = COLLECTORS) -> Section:
    """Key → versions, architectures, source, evidence. FAILED with the path where a package file could not be read."""
    wanted = [collector for collector in collectors if collector.kind is Kind.PACKAGES or collector in BESIDE]
    try:
        found = facts_in(tree, facts, tree.collected(one.name for one in wanted), wanted)
        return Section.ok(RecordSet.of(Kind.PACKAGES, _records(found, distribution(tree, facts))))
    except NotRead as error:
        return Section.failed(str(error))


def package_key(type_: str, name: str, namespace: str, root: str | None) -> str:
    """pkg:deb/debian/bash, or pkg:pypi/requests#/usr/lib/python3/dist-packages."""
    return _purl(type_, name, namespace) + ("" if root is None else f"#/{root}")


def _records(found: Iterable[Found], distribution: str) -> list[Record]:
    contents: dict[str, dict[str, Any]] = {}
    listed = list(found)
    more = _said_beside(listed)
    for collector, entry, fact in listed:
        if collector in BESIDE:
            continue
        root = collector.root(entry.path) if collector.root else None
        for stated in fact.value:
            one = stated | more.get(_directory(entry), {})
            key = package_key(one["type"], one["name"], _namespace(one, distribution), root)
            content = contents.setdefault(key, {})
            content.setdefault("source", one.get("source"))
            for field, plural in PLURALS.items():
                content.setdefault(plural, set()).update({one.get(field)} - {None})
            content.setdefault("evidence", set()).add(f"/{entry.path}")
    return [record(Kind.PACKAGES, key, _plain(content)) for key, content in contents.items()]


def _said_beside(found: Iterable[Found]) -> dict[str, dict[str, Any]]:
    """Directory of a package → what other files say of it."""
    return {
        "/".join(filter(None, (_directory(entry), one["at"]))): one
        for collector, entry, fact in found
        if collector in BESIDE
        for one in fact.value
    }


def _directory(entry: Entry) -> str:
    return entry.path.rpartition("/")[0]


def _namespace(package: dict[str, Any], distribution: str) -> str:
    stated: str | None = package.get("namespace")
    return system_namespace(package["type"], distribution) if stated is None else stated


def system_namespace(type_: str, distribution: str) -> str:
    """Of an OS package: the distribution it is from; "" for any other type."""
    return (distribution or DISTRIBUTIONS[type_]) if type_ in DISTRIBUTIONS else ""


def _plain(content: dict[str, Any]) -> dict[str, Any]:
    listed = {field: sorted(value) if isinstance(value, set) else value for field, value in content.items()}
    return {field: value for field, value in listed.items() if value or field not in OPTIONAL}


def distribution(tree: Baseline, facts: Facts) -> str:
    """ID of os-release(5), "" where the root does not say it. The file is often a link."""
    for path in PATHS:
        target = resolve(tree, path)
        entry = tree.entry(target) if target is not None else None
        if entry is None or entry.type is not FileType.REGULAR or not entry.size:
            continue
        key = key_of(OS_RELEASE, entry)
        fact = facts.get([key]).get(key)
        if fact is not None and fact.status is Status.OK:
            return str(fact.value["ID"])
    return ""


@lru_cache(maxsize=10_000)
def _purl(type_: str, name: str, namespace: str) -> str:
    return PackageURL(type_, namespace or None, name).to_string()
