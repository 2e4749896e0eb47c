"""A side of a comparison with all that is needed to compare it."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property

from drift.diff.laid import GONE, laid
from drift.model.canonical import Document
from drift.model.changes import Side
from drift.model.entries import file_fields
from drift.model.evidence import UNKNOWN, Evidence
from drift.model.records import Kind
from drift.model.snapshot import Snapshot
from drift.tree.delta import Laid
from drift.tree.image_tree import AnyTree


@dataclass(frozen=True)
class Viewed:
    side: Side
    snapshot: Snapshot
    image: Snapshot | None
    """The image's own snapshot: it says what the image explains."""
    load_tree: Callable[[], AnyTree]
    """The tree that the files section is a delta on: the image's, an empty one where the section is a whole tree."""
    document: Callable[[str, str], Document | None]
    """(hex SHA-256, base name) → the parsed, redacted document of a file with that content, where one is known."""
    owners: Callable[[Laid, Iterable[str]], Mapping[str, str]] = lambda _tree, _paths: {}
    """(`laid`, paths without leading slash) → the key of the packages record that owns each, where one does."""

    load_evidence: Callable[["Viewed"], Evidence] = lambda _side: UNKNOWN

    @cached_property
    def evidence(self) -> Evidence:
        """What is known of it beside its records."""
        return self.load_evidence(self)

    @cached_property
    def tree(self) -> AnyTree:
        return self.load_tree()

    @cached_property
    def delta(self) -> Mapping[str, Document]:
        """Path (leading slash) → content of each files record."""
        section = self.snapshot.sections.get(Kind.FILES)
        return {one.key: one.value for one in section.set.records} if section and section.set else {}

    @cached_property
    def laid(self) -> Laid:
        """The tree as it is now."""
        return laid(self.tree, self.delta)

    @cached_property
    def documents(self) -> Mapping[str, Document]:
        section = self.snapshot.sections.get(Kind.DOCUMENTS)
        return {one.key: one.value for one in section.set.records} if section and section.set else {}

    def file(self, key: str) -> Document | None:
        """The record that a path really has on this side, None where there is none."""
        content = self.delta.get(key)
        if content is not None:
            return None if content.get("type") == GONE else content
        entry = self.tree.entry(key[1:])
        return dict(file_fields(entry)) if entry else None

    def file_document(self, key: str) -> Document | None:
        """The document that a path holds on this side, where its format is known."""
        if key in self.documents:
            return self.documents[key]
        content = self.file(key)
        if content is None or not content.get("sha256"):
            return None
        return self.document(str(content["sha256"]), key.rpartition("/")[2])
