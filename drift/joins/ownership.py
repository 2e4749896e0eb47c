"""Which package put a path on the disk, through merged-usr links: for attribution and for grouping by package."""

from collections.abc import Iterable, Iterator, Mapping
from posixpath import join, normpath

from drift.joins.filelists import OWNING, file_lists
from drift.joins.known import NotRead
from drift.joins.language_files import language_owners
from drift.model.entries import FileType
from drift.model.protocols import Baseline, Facts

LINKED = (
    *("bin", "lib", "lib32", "lib64", "libo32", "libx32", "sbin"),
    *("usr/lib64", "usr/sbin", "var/lock", "var/mail", "var/run"),
)
"""Directories that are links on a merged system; packages still list files below them."""


def owners(tree: Baseline, facts: Facts, paths: Iterable[str]) -> Mapping[str, str]:
    """Path → key of its packages record; paths that no package has, or that cannot be told, are left out.

    So is a directory that several packages share.
    """
    links = linked_directories(tree)
    asked = {name: path for path in paths for name in listed_names(links, path)}
    if not asked:
        return {}
    names = frozenset(asked)
    owned: dict[str, set[str]] = {}
    try:
        for one in file_lists(tree, facts, OWNING):
            for key, path in one.owners(names):
                owned.setdefault(asked[path], set()).add(key)
        of_languages = language_owners(tree, facts, asked.values())
    except NotRead:
        return {}  # attribution is an extra: without it a finding names no owner
    of_system = {path: min(keys) for path, keys in owned.items() if len(keys) == 1 or not _is_directory(tree, path)}
    return {**of_languages, **of_system}


def linked_directories(tree: Baseline) -> Mapping[str, str]:
    """Link → the directory that it leads to, of LINKED: {"bin": "usr/bin"}."""
    entries = {link: tree.entry(link) for link in LINKED}
    return {
        link: normpath(join("/", link, "..", entry.linkname)).strip("/")
        for link, entry in entries.items()
        if entry is not None and entry.type is FileType.SYMLINK and entry.linkname
    }


def listed_names(links: Mapping[str, str], path: str) -> Iterator[str]:
    """The path, and how a package may list it: usr/bin/sh as bin/sh where bin is a link to usr/bin."""
    yield path
    for link, target in links.items():
        if path.startswith(f"{target}/"):
            yield link + path[len(target) :]


def _is_directory(tree: Baseline, path: str) -> bool:
    entry = tree.entry(path)
    return entry is not None and entry.type is FileType.DIRECTORY
