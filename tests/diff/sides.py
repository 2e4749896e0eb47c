"""Small real sides for tests of the differ."""

from drift.diff.sides import Viewed
from drift.model.changes import Side
from drift.model.entries import Entry, FileType, file_fields
from drift.model.records import Kind, RecordSet, record
from drift.model.snapshot import Section, Snapshot
from drift.tree.fold import fold

GONE = {"type": "absent"}


def file(path: str, content: str = "x", *, mode: int = 0o644, size: int | None = None) -> Entry:
    digest = content.encode().ljust(32, b"\0")[:32]
    return Entry(path, FileType.REGULAR, mode, 0, 0, len(content) if size is None else size, sha256=digest)


def section(kind: Kind, contents: dict) -> Section:
    return Section.ok(RecordSet.of(kind, [record(kind, key, content) for key, content in contents.items()]))


def side(
    label: str = "container:web",
    *,
    image: list[Entry] | None = None,
    delta: dict | None = None,
    documents: dict | None = None,
    known: dict | None = None,
    of_image: Snapshot | None = None,
    **kinds: dict | Section,
) -> Viewed:
    """A side whose image has these entries; `delta` is path → Entry or GONE; other kinds are contents by key."""
    tree = fold([image or []])
    files = {f"/{path}": one if one is GONE else dict(file_fields(one)) for path, one in (delta or {}).items()}
    sections = {Kind.FILES: section(Kind.FILES, files)}
    if documents is not None:
        sections[Kind.DOCUMENTS] = section(Kind.DOCUMENTS, documents)
    for name, contents in kinds.items():
        kind = Kind(name)
        sections[kind] = contents if isinstance(contents, Section) else section(kind, contents)
    snapshot = Snapshot(tree.digest, sections)
    table = known or {}
    return Viewed(
        Side(label, snapshot=snapshot.digest, image=tree.digest),
        snapshot,
        of_image,
        lambda: tree,
        lambda digest, name: table.get((digest, name)),
    )
