"""Files: what a container has that its image has not, or the whole tree where there is no image."""

from collections.abc import Collection, Iterable

from drift.model.entries import Entry
from drift.model.records import Kind, Record, RecordSet, record
from drift.model.redaction import Redactor
from drift.model.snapshot import Section
from drift.tree.delta import Delta

ABSENT = {"type": "absent"}
"""Content of the record of a path that is gone."""


def changed_files(delta: Delta, redactor: Redactor, explained: Collection[str] = ()) -> Section:
    """Without the paths that something explains: an engine, Python's own bytecode."""
    records = [_present(entry, redactor) for path, entry in delta.changed.items() if path not in explained]
    records += [record(Kind.FILES, f"/{path}", {**ABSENT}) for path in delta.removed if path not in explained]
    return Section.ok(RecordSet.of(Kind.FILES, records))


def all_files(entries: Iterable[Entry], redactor: Redactor) -> Section:
    return Section.ok(RecordSet.of(Kind.FILES, [_present(entry, redactor) for entry in entries if entry.path]))


def _present(entry: Entry, redactor: Redactor) -> Record:
    return record(Kind.FILES, f"/{entry.path}", redactor.file(entry))
