"""The lists of files that package managers keep in a tree, each with the packages whose files they are."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import chain
from typing import Any

from drift.collectors.interface import Collector
from drift.collectors.matching import Matching
from drift.collectors.packages.apk import APK_FILES
from drift.collectors.packages.chisel import CHISEL_FILES
from drift.collectors.packages.dpkg import DPKG
from drift.collectors.packages.dpkg_files import DPKG_DIVERSIONS, DPKG_LIST, DPKG_SUMS
from drift.collectors.packages.filelist import Listed, listed_files, owned_paths
from drift.collectors.packages.pacman import PACMAN_FILES, PACMAN_MTREE
from drift.collectors.packages.rpm.database import RPM_FILES
from drift.joins.known import facts_in
from drift.joins.packages import distribution, package_key, system_namespace
from drift.model.protocols import Baseline, Facts

STATUS_D = "var/lib/dpkg/status.d/"

Naming = Callable[[Baseline, Facts, str], str]
"""(tree, facts, path of the list) → the package that it is of; "" where the list itself says it."""


def _in_list(_tree: Baseline, _facts: Facts, _path: str) -> str:
    return ""


def _of_directory(_tree: Baseline, _facts: Facts, path: str) -> str:
    """Of pacman: local/NAME-VERSION-RELEASE/files."""
    return path.split("/")[-2].rsplit("-", 2)[0]


def _of_stanza(tree: Baseline, facts: Facts, path: str) -> str:
    """Of distroless: what the stanza beside NAME.md5sums calls itself, as base-files calls itself in a file named base."""
    if not path.startswith(STATUS_D):
        return ""
    found = facts_in(tree, facts, [path.removesuffix(".md5sums")], [DPKG])
    return next((str(one["name"]) for stanza in found for one in stanza.fact.value), "")


@dataclass(frozen=True, slots=True)
class Ledger:
    """One sort of list: where it lies, and how its packages are called."""

    collector: Collector
    type: str
    """purl type of its packages."""
    naming: Naming = _in_list
    below: str = ""
    """Only the lists below this directory count."""


OWNING = (
    Ledger(APK_FILES, "apk"),
    Ledger(CHISEL_FILES, "deb"),
    Ledger(DPKG_LIST, "deb"),
    Ledger(DPKG_SUMS, "deb", _of_stanza, STATUS_D),
    Ledger(PACMAN_FILES, "alpm", _of_directory),
    Ledger(RPM_FILES, "rpm"),
)
"""Each path of each package, in one of them."""

RECORDING = (
    Ledger(APK_FILES, "apk"),
    Ledger(CHISEL_FILES, "deb"),
    Ledger(DPKG_SUMS, "deb", _of_stanza),
    Ledger(PACMAN_FILES, "alpm", _of_directory),
    Ledger(PACMAN_MTREE, "alpm", _of_directory),
    Ledger(RPM_FILES, "rpm"),
)
"""What was recorded of a path, in one or more of them: pacman has the digests in one, and what may be edited in another."""


@dataclass(frozen=True)
class FileList:
    """One list that lies in a tree."""

    fact: dict[str, Any]
    key_of: Callable[[str], str]
    """Package as the list calls it → key of its packages record; "" for a name that no package can have."""
    diverted: dict[str, tuple[str, str]]
    """Path → (where it lies now, key of the package whose file keeps the path), of dpkg."""

    def owners(self, names: frozenset[str]) -> Iterator[tuple[str, str]]:
        """(key of a package, path) of those of these paths that it has."""
        moved = self._origins(names) - names
        found = owned_paths(self.fact, names)
        for package, path in chain(found, owned_paths(self.fact, moved)) if moved else found:
            key = self.key_of(package)
            if key and (now := self._now(key, path)) in names:
                yield key, now

    def files(self, names: frozenset[str] | None = None) -> Iterator[tuple[str, Listed]]:
        """(key of a package, what it recorded); of packages that have one of these paths, of all where none are given."""
        among = None if names is None else names | self._origins(names)
        for one in listed_files(self.fact, among):
            key = self.key_of(one.package)
            if key:
                yield key, one._replace(path=self._now(key, one.path)) if one.path in self.diverted else one

    def _origins(self, names: frozenset[str]) -> frozenset[str]:
        """Where the files that lie at these paths now would lie."""
        return frozenset(path for path, (to, _) in self.diverted.items() if to in names)

    def _now(self, key: str, path: str) -> str:
        to, keeper = self.diverted.get(path, (path, key))
        return path if key == keeper else to


def file_lists(tree: Baseline, facts: Facts, ledgers: Sequence[Ledger]) -> Iterator[FileList]:
    """Those of a tree, ledger by ledger. Raises NotRead where one of them was not read, or could not be."""
    system = distribution(tree, facts)
    diverted = _diversions(tree, facts, system)
    paths = list_paths(tree, ledgers)
    for ledger in ledgers:
        namespace = system_namespace(ledger.type, system)
        own = [path for path in paths if path.startswith(ledger.below)]
        for one in facts_in(tree, facts, own, [ledger.collector]):
            name = ledger.naming(tree, facts, one.entry.path)
            key_of = _keys(ledger.type, namespace, name)
            yield FileList(one.fact.value, key_of, diverted if ledger.type == "deb" else {})


def list_paths(tree: Baseline, ledgers: Sequence[Ledger]) -> list[str]:
    """Where such lists lie in a tree."""
    collectors = [ledger.collector for ledger in ledgers]
    matching = Matching(collectors)
    starts = tuple({glob.partition("*")[0] for one in collectors for glob in one.globs})
    collected = tree.collected({one.name for one in collectors})
    found = [path for path in collected if path.startswith(starts) and matching.of(path)]
    tree.expect(found)
    return found


def _keys(type_: str, namespace: str, name: str) -> Callable[[str], str]:
    known: dict[str, str] = {}

    def key_of(package: str) -> str:
        if package not in known:
            try:
                known[package] = package_key(type_, name or package, namespace, None)
            except ValueError:
                known[package] = ""
        return known[package]

    return key_of


def _diversions(tree: Baseline, facts: Facts, system: str) -> dict[str, tuple[str, str]]:
    found = facts_in(tree, facts, DPKG_DIVERSIONS.globs, [DPKG_DIVERSIONS])
    key_of = _keys("deb", system_namespace("deb", system), "")
    return {path: (to, key_of(by)) for one in found for path, to, by in one.fact.value}
