"""Small root file systems in memory: a tree, and the facts that a reading of its files gives."""

import hashlib
import io
from collections.abc import Mapping, Sequence

from drift.collectors import COLLECTORS
from drift.collectors.interface import Collector
from drift.collectors.reading import FactIndex, Reading
from drift.model.entries import Entry, FileType
from drift.model.redaction import Redactor
from drift.tree.fold import Tree, fold

REDACTOR = Redactor(b"a key for tests, of 32 bytes ....")


def regular(path: str, content: bytes = b"", mode: int = 0o644, uid: int = 0, gid: int = 0) -> Entry:
    digest = hashlib.sha256(content).digest()
    return Entry(path, FileType.REGULAR, mode, uid, gid, size=len(content), sha256=digest)


def directory(path: str, mode: int = 0o755) -> Entry:
    return Entry(path, FileType.DIRECTORY, mode, 0, 0)


def link(path: str, target: str) -> Entry:
    return Entry(path, FileType.SYMLINK, 0o777, 0, 0, linkname=target)


def tree_of(*entries: Entry) -> Tree:
    parents = {entry.path.rsplit("/", depth)[0] for entry in entries for depth in range(1, entry.path.count("/") + 1)}
    named = {entry.path for entry in entries}
    return fold([[directory(path) for path in sorted(parents - named)], entries])


def facts_of(
    contents: Mapping[str, bytes], collectors: Sequence[Collector] = COLLECTORS, behind: FactIndex | None = None
) -> FactIndex:
    """What the collectors find in files with these contents, in front of what is known already."""
    reading = Reading(REDACTOR, collectors=collectors)
    for path, content in contents.items():
        kept = reading.limit(path, len(content), content[:64])
        if kept:
            reading.take(path, hashlib.sha256(content).digest(), io.BytesIO(content[:kept]))
    return FactIndex(reading.facts(), behind)


def root(contents: Mapping[str, bytes], *others: Entry) -> tuple[Tree, FactIndex]:
    """A root with these files, and what the collectors find in it."""
    return tree_of(*(regular(path, content) for path, content in contents.items()), *others), facts_of(contents)
