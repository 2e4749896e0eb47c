"""Entries in a few letters, and the plainest way to fold layers: one dictionary, layer after layer, path after path."""

import hashlib
from collections.abc import Iterable

from drift.errors import MalformedArchive
from drift.model.entries import Entry, FileType


def file(path: str, content: str = "", mode: int = 0o644, uid: int = 0) -> Entry:
    raw = content.encode()
    return Entry(path, FileType.REGULAR, mode, uid, 0, len(raw), 0, hashlib.sha256(raw).digest())


def directory(path: str, mode: int = 0o755, uid: int = 0) -> Entry:
    return Entry(path, FileType.DIRECTORY, mode, uid, 0)


def symlink(path: str, target: str) -> Entry:
    return Entry(path, FileType.SYMLINK, 0o777, 0, 0, linkname=target)


def hardlink(path: str, target: str) -> Entry:
    return Entry(path, FileType.HARDLINK, 0o644, 0, 0, linkname=target)


def whiteout(path: str) -> Entry:
    return Entry(path, FileType.WHITEOUT, 0, 0, 0)


def opaque(path: str) -> Entry:
    return Entry(path, FileType.OPAQUE, 0, 0, 0)


def layer(*members: str) -> list[Entry]:
    """As a tar would list them: "a/" a directory, "a/.wh.b" a whiteout, "a/.wh..wh..opq" an opaque mark, else a file."""
    return [_member(name) for name in members]


def _member(name: str) -> Entry:
    if name.endswith("/"):
        return directory(name.rstrip("/"))
    parent, slash, base = name.rpartition("/")
    if base == ".wh..wh..opq":
        return opaque(parent)
    if base.startswith(".wh."):
        return whiteout(parent + slash + base.removeprefix(".wh."))
    return file(name, name)


def parents(path: str) -> list[str]:
    parts = path.split("/")[:-1]
    return ["/".join(parts[: depth + 1]) for depth in range(len(parts))]


def plainly_folded(layers: Iterable[Iterable[Entry]]) -> dict[str, Entry]:
    """From the lowest layer up, as `tree.merge` says that it is; each rule once, nothing clever."""
    view: dict[str, Entry] = {}
    for entries in layers:
        view = _above(view, list(entries))
    return view


def _above(lower: dict[str, Entry], entries: list[Entry]) -> dict[str, Entry]:
    own: dict[str, Entry] = {}
    for entry in entries:
        if entry.type in (FileType.WHITEOUT, FileType.OPAQUE) or not entry.path:
            continue
        target = own.get(entry.linkname or "") or lower.get(entry.linkname or "")
        if entry.type is FileType.HARDLINK and (target is None or target.type is FileType.DIRECTORY):
            raise MalformedArchive("hard link")
        linked = target if entry.type is FileType.HARDLINK and target else entry
        own[entry.path] = linked._replace(path=entry.path)
    shown = {path: one for path, one in own.items() if not any(is_leaf(own.get(parent)) for parent in parents(path))}
    implied = {parent for path in shown for parent in parents(path) if parent not in shown}
    view = {path: entry for path, entry in lower.items() if not _hidden(path, entries, own, implied)}
    for path in sorted(implied):
        if is_leaf(view.get(path)):
            del view[path]
        view.setdefault(path, directory(path))
    return view | shown


def is_leaf(entry: Entry | None) -> bool:
    return entry is not None and entry.type is not FileType.DIRECTORY


def _hidden(path: str, entries: list[Entry], own: dict[str, Entry], implied: set[str]) -> bool:
    deleted = {entry.path for entry in entries if entry.type is FileType.WHITEOUT}
    emptied = {entry.path for entry in entries if entry.type is FileType.OPAQUE}
    above = ["", *parents(path)]
    return path in deleted or any(one in deleted or one in emptied or is_leaf(own.get(one)) for one in above)
