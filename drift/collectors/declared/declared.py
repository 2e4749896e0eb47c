"""A package as a lock file declares it, and where lock files do not count."""

from collections.abc import Iterable

from drift.collectors.interface import Unreadable
from drift.collectors.packages.package import package
from drift.model.canonical import Json

NOT_OURS = (
    "**/node_modules/**",
    "**/site-packages/**",
    "**/dist-packages/**",
    "**/vendor/**",
    "**/gems/**",
    "**/go/pkg/**",
    "**/.cargo/**",
    "**/cargo/registry/**",
    "**/.cache/**",
    "**/tests/**",
    "**/testdata/**",
    "**/fixtures/**",
    "usr/lib/**",
    "usr/share/**",
    "usr/local/lib/**",
    "usr/local/share/**",
    "usr/local/go/**",
)
"""Lock files that came with dependencies, with packages of the system, or that are test data: they declare nothing of this image."""

LIMIT = 8 << 20
"""Bytes. A package-lock.json of 5,000 packages has 2 MB; of JSON that is made for it Python makes 24 times as much."""
MOST_PACKAGES = 50_000
"""Of one file."""


def declared(
    type_: str, name: str, version: str, *, namespace: str | None = None, optional: bool = False
) -> dict[str, Json]:
    """`type_` is the purl type. `optional`: need not be installed; for development only, for some platforms, or on request."""
    found = package(type_, name, version, namespace=namespace)
    return found | {"optional": True} if optional else found


def npm(full_name: str, version: str, *, optional: bool = False) -> dict[str, Json]:
    """A package of npm by its name with scope."""
    scope, _, name = full_name.rpartition("/")
    return declared("npm", name, version, namespace=scope or None, optional=optional)


def once(found: Iterable[dict[str, Json]]) -> list[dict[str, Json]]:
    """Each name and version once, in the order of the file; optional only where each mention says so."""
    by_version: dict[tuple[Json, ...], dict[str, Json]] = {}
    for one in found:
        known = by_version.setdefault((one["type"], one.get("namespace"), one["name"], one["version"]), one)
        if not one.get("optional"):
            known.pop("optional", None)
        if len(by_version) > MOST_PACKAGES:
            raise Unreadable(f"more than {MOST_PACKAGES} packages are declared")
    return list(by_version.values())
