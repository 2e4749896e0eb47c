"""Paths through symbolic links inside a root, as a process whose root it is would find them (path_resolution(7))."""

from drift.model.entries import FileType
from drift.model.protocols import Lookup
from drift.source.tarheader import LONGEST_PATH

MOST_LINKS = 40
"""As Linux has it (MAXSYMLINKS)."""


def resolve(tree: Lookup, path: str) -> str | None:
    """The path of what is named, no link in it nor at its end; None where there is nothing, or links go round in a circle.

    The path is relative to the root or begins with "/": both mean the same; ".." never leaves the root.
    """
    waiting = path.split("/")[::-1]
    reached: list[str] = []
    links = 0
    while waiting:
        name = waiting.pop()
        if name in {"", "."}:
            continue
        if name == "..":
            del reached[-1:]
            continue
        entry = tree.entry("/".join((*reached, name)))
        if entry is None:
            return None
        if entry.type is FileType.SYMLINK:
            target = entry.linkname or ""
            links += 1
            if not target or links > MOST_LINKS or len(target) > LONGEST_PATH:
                return None
            if target.startswith("/"):
                reached.clear()
            waiting += target.split("/")[::-1]
        else:
            reached.append(name)
            if waiting and entry.type is not FileType.DIRECTORY:
                return None
    return "/".join(reached)
