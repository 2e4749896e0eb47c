"""Which package put a path on the disk, through merged-usr links: for attribution and for grouping by package."""

from collections.abc import Iterable, Mapping

from drift.collectors.packages.dpkg import DPKG_LIST, listed_paths
from drift.joins.known import NotRead, facts_in
from drift.joins.language_files import language_owners
from drift.joins.packages import distribution, package_key, system_namespace
from drift.model.protocols import Baseline, Facts

INFO = "var/lib/dpkg/info"

MERGED = ("bin", "lib", "lib32", "lib64", "libo32", "libx32", "sbin")
"""Directories that are links to the same name below usr/ on a merged system; packages still list files below them."""


def owners(tree: Baseline, facts: Facts, paths: Iterable[str]) -> Mapping[str, str]:
    """Path → key of its packages record; paths that no package has, or that cannot be told, are left out."""
    listed = list(paths)
    asked = {name: path for path in listed for name in _names(tree, path)}
    lists = [f"{INFO}/{name}" for name in tree.children(INFO) if name.endswith(".list")] if asked else []
    try:
        found = facts_in(tree, facts, lists, [DPKG_LIST])
        owned = dict(language_owners(tree, facts, listed)) if asked else {}
    except NotRead:
        return {}  # attribution is an extra: without it a finding names no owner
    system = system_namespace("deb", distribution(tree, facts))
    for one in found:
        key = package_key("deb", one.fact.value["package"], system, None)
        owned |= {asked[path]: key for path in listed_paths(one.fact.value) if path in asked}
    return owned


def _names(tree: Baseline, path: str) -> list[str]:
    """The path, and how a package may list it: usr/bin/sh as bin/sh where bin is a link to usr/bin."""
    first, _, rest = path.removeprefix("usr/").partition("/")
    link = tree.entry(first) if first in MERGED and path.startswith("usr/") and rest else None
    merged = link is not None and (link.linkname or "").lstrip("/") == f"usr/{first}"
    return [path, f"{first}/{rest}"] if merged else [path]
