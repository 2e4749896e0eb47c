"""Which package of a language put a path on the disk: of Python by RECORD, of npm by the directory that it lies in."""

from collections.abc import Iterable, Iterator, Mapping
from posixpath import normpath
from typing import NamedTuple

from drift.collectors.packages.npm import NPM, is_installed
from drift.collectors.packages.python import PYTHON, site
from drift.collectors.packages.python_record import PYTHON_RECORD, recorded
from drift.joins.known import facts_in
from drift.joins.packages import package_key
from drift.model.protocols import Baseline, Facts

FOLDERS = ("node_modules/", "usr/share/nodejs/")


class RecordedFile(NamedTuple):
    key: str
    """Of the packages record."""
    path: str
    """From the root of the tree, without a leading slash."""
    sha256: bytes | None
    """As RECORD states it."""


def language_owners(tree: Baseline, facts: Facts, paths: Iterable[str]) -> Mapping[str, str]:
    """Path → key of its packages record, of those that such a package has. Raises NotRead."""
    asked = set(paths)
    of_python = {one.path: one.key for one in python_files(tree, facts) if one.path in asked}
    return {**npm_owners(tree, facts, asked - of_python.keys()), **of_python}


def python_files(tree: Baseline, facts: Facts) -> Iterator[RecordedFile]:
    """The files of every RECORD that lies beside a METADATA. Raises NotRead."""
    wanted = (PYTHON, PYTHON_RECORD)
    found = facts_in(tree, facts, tree.collected(one.name for one in wanted), wanted)
    keys = {_directory(one.entry.path): one for one in found if one.collector is PYTHON}
    for record in found:
        metadata = keys.get(_directory(record.entry.path)) if record.collector is PYTHON_RECORD else None
        if metadata is None:
            continue
        (package,) = metadata.fact.value
        root = site(metadata.entry.path)
        key = package_key("pypi", package["name"], "", root)
        for file in recorded(record.fact.value):
            path = _placed(root, file.path)
            if path:
                yield RecordedFile(key, path, file.sha256)


def npm_owners(tree: Baseline, facts: Facts, paths: Iterable[str]) -> Mapping[str, str]:
    """Path → key of the innermost package whose directory it lies in. Raises NotRead."""
    manifests = {path: list(_manifests(path)) for path in paths if any(folder in path for folder in FOLDERS)}
    every = {manifest for found in manifests.values() for manifest in found}
    tree.expect(every)
    keys = {}
    for one in facts_in(tree, facts, every, [NPM]):
        (package,) = one.fact.value
        root = one.collector.root(one.entry.path) if one.collector.root else None
        keys[one.entry.path] = package_key("npm", package["name"], package.get("namespace", ""), root)
    owners = {path: next((keys[one] for one in found if one in keys), None) for path, found in manifests.items()}
    return {path: key for path, key in owners.items() if key is not None}


def _manifests(path: str) -> Iterator[str]:
    """Where the package.json of the packages around a path would lie, the innermost first."""
    directory = _directory(path)
    while directory:
        manifest = f"{directory}/package.json"
        if is_installed(manifest):
            yield manifest
        directory = _directory(directory)


def _placed(root: str, path: str) -> str:
    """A path of RECORD, from the root of the tree; "" where it leads out of it."""
    if path.startswith("/"):
        return normpath(path).lstrip("/")
    if ".." not in path:
        return f"{root}/{path}" if root else path
    found = normpath(f"{root}/{path}")
    return "" if found.startswith("..") else found.lstrip("/")


def _directory(path: str) -> str:
    return path.rpartition("/")[0]
