"""Compiled Python files that Python made of a source which is there and unchanged (PEP 3147, PEP 488): no drift."""

import re

from drift.model.entries import FileType
from drift.model.protocols import Baseline
from drift.tree.delta import Delta

_CACHED = re.compile(r"(?P<directory>.*/|)__pycache__/(?P<module>[^/]+?)\.[a-z]+-?\d+[\w.\-]*\.pyc(?:\.\d+)?\Z")
"""__pycache__/module.cpython-311.opt-1.pyc beside module.py; with a number at the end while it is written."""

_BESIDE = re.compile(r"(?P<directory>.*/|)(?P<module>[^/]+)\.py[co]\Z")

_CACHE = "__pycache__"


def source_of(path: str) -> str | None:
    """The .py that a compiled file is made of; None for any other file."""
    match = _CACHED.match(path) or (None if f"{_CACHE}/" in path else _BESIDE.match(path))
    return f"{match['directory']}{match['module']}.py" if match else None


def explained_bytecode(delta: Delta, image: Baseline) -> frozenset[str]:
    """Of the paths that differ, the compiled files whose source is as in the image, and their __pycache__.

    One that is gone counts too: Python writes it again.
    """
    regular = [path for path, entry in delta.changed.items() if entry.type is FileType.REGULAR]
    files = {path for path in (*regular, *delta.removed) if _source_is_unchanged(path, delta, image)}
    caches = {
        path
        for path, entry in delta.changed.items()
        if entry.type is FileType.DIRECTORY
        and path.rpartition("/")[2] == _CACHE
        and any(file.startswith(f"{path}/") for file in files)
    }
    return frozenset(files | caches)


def _source_is_unchanged(path: str, delta: Delta, image: Baseline) -> bool:
    source = source_of(path)
    if source is None or source in delta.changed or source in delta.removed:
        return False
    return image.entry(source) is not None
