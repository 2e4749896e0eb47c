"""Mounts, and which files of the image each of them hides."""

from collections.abc import Callable, Iterable, Iterator

from drift.collectors.interface import Unreadable
from drift.collectors.mounts import Mount
from drift.model.canonical import Document
from drift.model.entries import FileType
from drift.model.protocols import Baseline
from drift.model.records import Kind, Record, RecordSet, record
from drift.model.snapshot import Section

MOST_EXAMPLES = 5


def mounts(read: Callable[[], Iterable[Mount]], image: Baseline | None) -> Section:
    """`read` gives the mounts or raises Unreadable; `image` is the image's tree, None where it is not known."""
    try:
        return Section.ok(RecordSet.of(Kind.MOUNTS, [_record(mount, image) for mount in read()]))
    except Unreadable as error:
        return Section.failed(str(error))


def _record(mount: Mount, image: Baseline | None) -> Record:
    content: Document = mount.content
    hidden = [f"/{path}" for path in files_below(image, mount.path)] if image else []
    if hidden:
        content["hides"] = {"count": len(hidden), "examples": sorted(hidden)[:MOST_EXAMPLES]}
    return record(Kind.MOUNTS, mount.destination, content)


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
