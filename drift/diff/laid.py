"""A side's whole tree: its image's, with what its files records say laid on it."""

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


def laid(tree: AnyTree, records: Mapping[str, Document]) -> Laid:
    """`records` by path, each with a leading slash."""
    entries = {key.strip("/"): entry_of(key.strip("/"), content) for key, content in records.items()}
    changed = {path: entry for path, entry in entries.items() if entry is not None}
    removed = frozenset(key.strip("/") for key, content in records.items() if content.get("type") == GONE)
    return lay(tree, Delta(changed, removed))


def entry_of(path: str, content: Document) -> Entry | None:
    """Of a files record, which may be from elsewhere; None where it is not one of a file."""
    mode, digest = content.get("mode", "0777"), content.get("sha256")
    uid, gid = content.get("uid"), content.get("gid")
    try:
        type_ = FileType(str(content.get("type")))
    except ValueError:
        return None
    if not isinstance(mode, str) or not _MODE.fullmatch(mode) or not isinstance(uid, int) or not isinstance(gid, int):
        return None
    sha256 = bytes.fromhex(digest) if isinstance(digest, str) and _DIGEST.fullmatch(digest) else None
    linkname, size = content.get("linkname"), content.get("size")
    return Entry(
        path,
        type_,
        int(mode, 8),
        uid,
        gid,
        size if isinstance(size, int) else 0,
        sha256=sha256,
        linkname=str(linkname) if linkname else None,
    )
