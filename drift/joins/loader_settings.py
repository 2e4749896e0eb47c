"""What a root and an environment tell the dynamic loader: its cache, its configuration, what is loaded first (ld.so(8), ldconfig(8))."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from fnmatch import fnmatchcase
from typing import Any

from drift.collectors.interface import Collector
from drift.collectors.libraries.loader_cache import LD_SO_CACHE
from drift.collectors.libraries.loader_files import INCLUDE, LD_MUSL_PATH, LD_SO_CONF, LD_SO_PRELOAD
from drift.joins.known import facts_in
from drift.model.protocols import Baseline, Facts
from drift.tree.paths import resolve

CACHE, CONFIGURATION, PRELOAD = "etc/ld.so.cache", "etc/ld.so.conf", "etc/ld.so.preload"
_MUSL_PATH = re.compile(r"ld-musl-(.+)\.path\Z")


@dataclass(frozen=True)
class LoaderSettings:
    cache: Mapping[str, Sequence[str]] | None = None
    """Name → files, as ldconfig left it; None where there is no cache."""
    configured: tuple[str, ...] = ()
    """Directories of ld.so.conf. The loader does not read them; they stand for a cache that is not there yet."""
    preload: tuple[str, ...] = ()
    musl: Mapping[str, Sequence[str]] = field(default_factory=dict)
    """musl's name of an architecture → directories in place of its own."""
    library_path: tuple[str, ...] = ()
    """LD_LIBRARY_PATH; empty parts, which mean the directory that a program is started in, are left out."""
    preload_variable: tuple[str, ...] = ()
    """LD_PRELOAD."""


def loader_settings(tree: Baseline, facts: Facts, environment: Mapping[str, str]) -> LoaderSettings:
    """Raises NotRead where one of the files was not read, or is damaged."""
    library_path = re.split("[:;]", environment.get("LD_LIBRARY_PATH", ""))
    preload = re.split("[ :]", environment.get("LD_PRELOAD", ""))
    return LoaderSettings(
        cache=_value(tree, facts, CACHE, LD_SO_CACHE),
        configured=tuple(_configured(tree, facts, CONFIGURATION, set())),
        preload=tuple(_value(tree, facts, PRELOAD, LD_SO_PRELOAD) or ()),
        musl=dict(_musl_paths(tree, facts)),
        library_path=tuple(directory for directory in library_path if directory),
        preload_variable=tuple(library for library in preload if library),
    )


def _configured(tree: Baseline, facts: Facts, path: str, seen: set[str]) -> Iterator[str]:
    """Directories in the order in which they are included. Files outside of /etc/ld.so.conf.d are not read, and so not included."""
    if path in seen:
        return
    seen.add(path)
    for said in _value(tree, facts, path, LD_SO_CONF) or ():
        if not said.startswith(INCLUDE):
            yield said
            continue
        directory, _, name = said.removeprefix(INCLUDE).rpartition("/")
        directory = directory if directory.startswith("/") else f"{path.rpartition('/')[0]}/{directory}".rstrip("/")
        real = resolve(tree, directory)
        for file in tree.children(real) if real else ():
            if fnmatchcase(file, name):
                yield from _configured(tree, facts, f"{real}/{file}", seen)


def _musl_paths(tree: Baseline, facts: Facts) -> Iterator[tuple[str, Any]]:
    for name in tree.children("etc"):
        match = _MUSL_PATH.match(name)
        if match:
            yield match[1], _value(tree, facts, f"etc/{name}", LD_MUSL_PATH) or ()


def _value(tree: Baseline, facts: Facts, path: str, collector: Collector) -> Any:
    """What a collector read in the file that a path leads to; None where there is none, or where the collector does not look."""
    target = resolve(tree, path)
    found = facts_in(tree, facts, [target], [collector]) if target else []
    return found[0].fact.value if found else None
