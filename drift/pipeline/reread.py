"""Paths that are read at each scan whatever the engine's list of changes says: an edit that keeps size and time is not in it."""

from collections.abc import Iterator, Sequence

from drift.collectors.packages.chisel import CHISEL
from drift.collectors.packages.rpm.database import RPM
from drift.collectors.packages.rpm_manifest import RPM_MANIFEST
from drift.model.canonical import Document
from drift.model.entries import FileType
from drift.model.protocols import Baseline
from drift.tree.paths import resolve

ALWAYS = (
    "etc",
    "var/lib/dpkg/status",
    "var/lib/dpkg/status.d",
    "lib/apk/db/installed",
    "usr/lib/apk/db/installed",
    *RPM.globs,
    *RPM_MANIFEST.globs,
    *CHISEL.globs,
)
"""Configuration, and what the package managers of a system say."""
DEFAULT_PATH = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"


def reread_paths(inspect: Document, tree: Baseline, wished: Sequence[str]) -> Iterator[str]:
    """Without leading slash, links resolved; only paths that the image has."""
    found = {
        resolved
        for path in (*ALWAYS, *wished, *_programs(inspect, tree))
        if (resolved := resolve(tree, path.strip("/"))) is not None and tree.entry(resolved) is not None
    }
    yield from sorted(path for path in found if path)


def _programs(inspect: Document, tree: Baseline) -> Iterator[str]:
    """The files of the entrypoint, the command and the health check, found as the container would find them."""
    config = inspect.get("Config") or {}
    health = (config.get("Healthcheck") or {}).get("Test") or []
    words = [str(inspect.get("Path") or ""), *map(str, inspect.get("Args") or []), *map(str, health)]
    directories = _search_path(config.get("Env"))
    for word in words:
        for candidate in (word,) if "/" in word else (f"{directory}/{word}" for directory in directories):
            path = resolve(tree, candidate.strip("/"))
            entry = tree.entry(path) if path else None
            if entry is not None and entry.type is FileType.REGULAR:
                yield candidate
                break


def _search_path(env: object) -> list[str]:
    variables = [str(one) for one in env] if isinstance(env, list) else []
    path = next((one.removeprefix("PATH=") for one in reversed(variables) if one.startswith("PATH=")), DEFAULT_PATH)
    return [directory for directory in path.split(":") if directory.startswith("/")]
