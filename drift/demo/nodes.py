"""A root file system that is made here: written as a layer's tar (OCI image-spec v1.1, layer.md), or laid out in a directory."""

import io
import os
import tarfile
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TypeAlias

from drift.model.entries import FileType

EPOCH = 1_767_225_600
"""mtime of every file in an image: 2026-01-01T00:00:00Z."""

_WHITEOUT = ".wh."
_TAR_TYPES = {
    FileType.REGULAR: tarfile.REGTYPE,
    FileType.DIRECTORY: tarfile.DIRTYPE,
    FileType.SYMLINK: tarfile.SYMTYPE,
}


@dataclass(frozen=True, slots=True)
class Node:
    """A regular file, a directory or a symbolic link."""

    type: FileType
    mode: int
    content: bytes = field(default=b"", repr=False)
    linkname: str = ""
    uid: int = 0
    gid: int = 0

    def owned_by(self, uid: int, gid: int) -> "Node":
        return replace(self, uid=uid, gid=gid)


Tree: TypeAlias = dict[str, Node]
"""Path (relative, no leading slash) → what is there. No path lies below a link."""


def file(content: bytes | str, mode: int = 0o644) -> Node:
    return Node(FileType.REGULAR, mode, content.encode() if isinstance(content, str) else content)


def folder(mode: int = 0o755) -> Node:
    return Node(FileType.DIRECTORY, mode)


def link(target: str) -> Node:
    return Node(FileType.SYMLINK, 0o777, linkname=target)


def with_parents(tree: Tree) -> Tree:
    """The tree, and a directory for each parent that it lacks."""
    parents = {parent for path in tree for parent in _parents(path)}
    return {path: folder() for path in sorted(parents)} | tree


def owned(tree: Tree, owner: tuple[int, int] | None) -> Tree:
    """The tree with everything in it belonging to one user and group; as it is where there is none."""
    return tree if owner is None else {path: node.owned_by(*owner) for path, node in tree.items()}


def as_layer(tree: Tree, removed: Iterable[str] = ()) -> bytes:
    """An uncompressed tar: parents first, sorted by path; the same tree gives the same bytes. `removed` become whiteouts."""
    whiteouts = {_whiteout(path): Node(FileType.REGULAR, 0) for path in removed}
    output = io.BytesIO()
    with tarfile.open(fileobj=output, mode="w", format=tarfile.PAX_FORMAT) as archive:
        for path, node in sorted((tree | whiteouts).items()):
            member = tarfile.TarInfo(path)
            member.type, member.mode, member.mtime = _TAR_TYPES[node.type], node.mode, EPOCH
            member.uid, member.gid, member.linkname, member.size = node.uid, node.gid, node.linkname, len(node.content)
            archive.addfile(member, io.BytesIO(node.content))
    return output.getvalue()


def lay_out(tree: Tree, root: Path) -> None:
    """Make the tree in a directory that is made, too. OSError where the owner may not be given away."""
    root.mkdir(parents=True)
    for path, node in sorted(tree.items()):
        place = root / path
        match node.type:
            case FileType.DIRECTORY:
                place.mkdir()
            case FileType.SYMLINK:
                place.symlink_to(node.linkname)
            case _:
                place.write_bytes(node.content)
        os.chown(place, node.uid, node.gid, follow_symlinks=False)  # a new file on macOS has its directory's group
        if node.type is not FileType.SYMLINK:
            place.chmod(node.mode)


def _parents(path: str) -> Iterable[str]:
    while path := path.rpartition("/")[0]:
        yield path


def _whiteout(path: str) -> str:
    parent, slash, name = path.rpartition("/")
    return f"{parent}{slash}{_WHITEOUT}{name}"
