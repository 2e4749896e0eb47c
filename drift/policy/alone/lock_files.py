"""Packages that are installed in another version than the lock file beside them declares."""

from collections import defaultdict
from collections.abc import Iterator

from drift.model.canonical import Document
from drift.model.changes import Change, alone
from drift.model.records import Kind
from drift.policy.alone.side import OneSide, content_of

_ANYWHERE = ("pkg:pypi/", "pkg:gem/")
"""Ecosystems that install in one place for all projects; the others install below the lock file."""
_BELOW = ("pkg:npm/", "pkg:composer/")
_OF_PACKAGES = ("/usr/share/", "/usr/lib/", "/site-packages", "/dist-packages", "/node_modules/", "/vendor/")
"""Places whose lock files are those of packages, for their own development and tests."""


def is_followed(lock: str, package: str) -> bool:
    """Is a record of a lock file (by its key) about a package that is installed where the lock file's project looks for it?"""
    name, _, directory = lock.partition("#")
    installed, _, root = package.partition("#")
    below = name.startswith(_ANYWHERE) or root.startswith(f"{directory.rstrip('/')}/")
    return name == installed and below and _is_of_the_application(lock)


def not_followed(side: OneSide) -> Iterator[Change]:
    """`versions` are declared, `installed` is what there is in their place: none of these."""
    declared = [one for one in side.inherited(Kind.DECLARED) if _is_of_the_application(one.key)]
    if not declared:
        return
    installed = defaultdict(list)
    for one in side.inherited(Kind.PACKAGES):
        name, _, root = one.key.partition("#")
        installed[name].append((root, one))
    for one in declared:
        name, _, directory = one.key.partition("#")
        content = content_of(one)
        places = [
            _versions(content_of(package))
            for root, package in installed[name]
            if name.startswith(_ANYWHERE) or root.startswith(f"{directory.rstrip('/')}/")
        ]
        found = {version for versions in places for version in versions}
        if found and not content.get("optional") and not found & set(_versions(content)):
            yield alone(Kind.DECLARED, one.key, {**content, "installed": [*sorted(found)]})


def _is_of_the_application(key: str) -> bool:
    directory = f"{key.partition('#')[2]}/"
    return key.startswith((*_ANYWHERE, *_BELOW)) and not any(place in directory for place in _OF_PACKAGES)


def _versions(content: Document) -> list[str]:
    found = content.get("versions")
    return [str(one) for one in found] if isinstance(found, list) else []
