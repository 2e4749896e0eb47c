"""The tree that a side really has: its image's with its delta on it."""

import re
from collections.abc import Mapping

from drift.model.canonical import Document
from drift.model.entries import Entry, FileType
from drift.tree.delta import Delta, Laid, lay
from drift.tree.image_tree import AnyTree

GONE = "absent"
"""`type` of a files record that says that the image's path is gone."""
_MODE = re.compile("[0-7]{1,4}")
_DIGEST = re.compile("[0-9a-f]{64}")


def laid(tree: AnyTree, delta: Mapping[str, Document]) -> Laid:
    """`delta` is path (leading slash) → content of each files record."""
    entries = ((key.strip("/"), content) for key, content in delta.items())
    changed = {path: entry for path, content in entries if (entry := entry_of(path, content)) is not None}
    removed = frozenset(key.strip("/") for key, content in delta.items() if content.get("type") == GONE)
    return lay(tree, Delta(changed, removed))


def entry_of(path: str, content: Document) -> Entry | None:
    """Of a files record, which may be from elsewhere; None where it is not one of a file."""
    mode, digest = content.get("mode", "0777"), content.get("sha256")
    uid, gid, size = (content.get(field, 0) for field in ("uid", "gid", "size"))
    try:
        type_ = FileType(str(content.get("type")))
    except ValueError:
        return None
    if not isinstance(mode, str) or not _MODE.fullmatch(mode):
        return None
    if not all(isinstance(number, int) for number in (uid, gid, size)):
        return None
    sha256 = bytes.fromhex(digest) if isinstance(digest, str) and _DIGEST.fullmatch(digest) else None
    linkname = content.get("linkname")
    return Entry(path, type_, int(mode, 8), uid, gid, size, sha256=sha256, linkname=str(linkname) if linkname else None)
