"""Reads directories and bundles back, without the code that is tested."""

import json
import os
import stat
from pathlib import Path
from typing import Any

from drift.demo.nodes import Tree
from drift.model.entries import FileType

KINDS = {stat.S_IFREG: FileType.REGULAR, stat.S_IFDIR: FileType.DIRECTORY, stat.S_IFLNK: FileType.SYMLINK}


def walked(root: Path) -> dict[str, tuple[Any, ...]]:
    """Path → type, mode (not of links), owner, content or target."""
    found = {}
    for folder, folders, names in os.walk(root):
        for name in (*folders, *names):
            place = Path(folder, name)
            status = place.lstat()
            kind = KINDS[stat.S_IFMT(status.st_mode)]
            mode = None if kind is FileType.SYMLINK else stat.S_IMODE(status.st_mode)
            found[str(place.relative_to(root))] = (kind, mode, status.st_uid, status.st_gid, content(place, kind))
    return found


def content(place: Path, kind: FileType) -> bytes | str | None:
    match kind:
        case FileType.REGULAR:
            return place.read_bytes()
        case FileType.SYMLINK:
            return str(place.readlink())
        case _:
            return None


def as_walked(tree: Tree) -> dict[str, tuple[Any, ...]]:
    """A tree in the form of `walked`."""
    by_type = {FileType.REGULAR: "content", FileType.SYMLINK: "linkname"}
    return {
        path: (
            node.type,
            None if node.type is FileType.SYMLINK else node.mode,
            node.uid,
            node.gid,
            getattr(node, by_type[node.type]) if node.type in by_type else None,
        )
        for path, node in tree.items()
    }


def bundles(directory: Path) -> dict[str, tuple[dict[str, tuple[Any, ...]], Any]]:
    """Container → its files and its config.json."""
    return {
        bundle.name: (walked(bundle / "rootfs"), json.loads((bundle / "config.json").read_text()))
        for bundle in sorted((directory / "containers").iterdir())
    }
