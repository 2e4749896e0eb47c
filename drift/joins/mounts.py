"""Mounts, which files of the image each of them hides, and which of those a volume has otherwise."""

from collections.abc import Callable, Iterable, Iterator, Mapping

from drift.collectors.interface import Unreadable
from drift.collectors.mounts import Mount
from drift.model.canonical import Document, Json
from drift.model.entries import Entry, FileType
from drift.model.protocols import Baseline
from drift.model.records import Kind, Record, RecordSet, record
from drift.model.snapshot import Section

Held = Mapping[str, Mapping[str, Entry]]
"""Destination of a volume that was looked into → which of the image's files it has, by path."""
MOST_EXAMPLES = 5


def mounts(read: Callable[[], Iterable[Mount]], image: Baseline | None, held: Held | None = None) -> Section:
    """`read` gives the mounts or raises Unreadable; `image` is the image's tree, None where it is not known."""
    try:
        return Section.ok(RecordSet.of(Kind.MOUNTS, [_record(mount, image, held or {}) for mount in read()]))
    except Unreadable as error:
        return Section.failed(str(error))


def _record(mount: Mount, image: Baseline | None, held: Held) -> Record:
    content: Document = mount.content
    hidden = sorted(files_below(image, mount.path)) if image else []
    if hidden:
        content["hides"] = {"count": len(hidden), "examples": _examples(hidden)}
        if image and mount.destination in held:
            content["stale"] = _stale(hidden, image, held[mount.destination])
    return record(Kind.MOUNTS, mount.destination, content)


def _stale(hidden: Iterable[str], image: Baseline, has: Mapping[str, Entry]) -> dict[str, Json]:
    """What a volume has in the place of the image's files: by content, since who owns them no route says on every engine."""
    absent = [path for path in hidden if path not in has]
    differ = [path for path in hidden if path in has and not _same_content(image.entry(path), has[path])]
    return {"differ": len(differ), "absent": len(absent), "examples": _examples([*differ, *absent])}


def _same_content(one: Entry | None, other: Entry) -> bool:
    return one is not None and _content(one) == _content(other)


def _content(entry: Entry) -> tuple[object, ...]:
    return entry.type, entry.sha256, entry.linkname if entry.type is FileType.SYMLINK else None, entry.rdev


def _examples(paths: list[str]) -> list[Json]:
    return [f"/{path}" for path in paths[:MOST_EXAMPLES]]


def files_below(tree: Baseline, path: str) -> Iterator[str]:
    """All at and below a path that is no directory."""
    waiting = [path]
    while waiting:
        at = waiting.pop()
        entry = tree.entry(at)
        if entry is not None and entry.type is not FileType.DIRECTORY:
            yield at
        else:
            waiting += [f"{at}/{name}" if at else name for name in tree.children(at)]
