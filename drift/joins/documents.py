"""Documents of the configuration files that a container changed."""

from collections.abc import Iterable

from drift.collectors.documents.collector import DOCUMENTS
from drift.collectors.matching import Matching
from drift.collectors.reading import wants
from drift.joins.known import NotRead, key_of
from drift.model.canonical import Document
from drift.model.entries import Entry, FileType
from drift.model.facts import Fact, Status
from drift.model.protocols import Facts
from drift.model.records import Kind, Record, RecordSet, record
from drift.model.snapshot import Section

_MATCHING = Matching([DOCUMENTS])


def documents(changed: Iterable[Entry], facts: Facts) -> Section:
    """Of the entries that are added or changed, those that are documents. FAILED where one of them was not read."""
    try:
        records = [_record(entry, facts) for entry in changed if is_document(entry)]
    except NotRead as error:
        return Section.failed(str(error))
    return Section.ok(RecordSet.of(Kind.DOCUMENTS, [one for one in records if one is not None]))


def is_document(entry: Entry) -> bool:
    """Is it a configuration file that is read as a document?"""
    return (
        entry.type is FileType.REGULAR and bool(_MATCHING.of(entry.path)) and wants(DOCUMENTS, entry.path, entry.size)
    )


def document_of(entry: Entry, facts: Facts) -> Document | None:
    """What one file says, redacted; None where it is no document, or was never read. For the side of an image."""
    fact = _fact(entry, facts) if is_document(entry) and entry.sha256 is not None else None
    return _content(entry, fact)


def _record(entry: Entry, facts: Facts) -> Record | None:
    if entry.sha256 is None:
        return None  # it changed while it was read, and the files section says so
    fact = _fact(entry, facts)
    if fact is None and entry.size:
        raise NotRead(f"/{entry.path} was not read; scan again, or with --verify")
    content = _content(entry, fact)
    return record(Kind.DOCUMENTS, f"/{entry.path}", content) if content is not None else None


def _fact(entry: Entry, facts: Facts) -> Fact | None:
    key = key_of(DOCUMENTS, entry)
    return facts.get([key]).get(key)


def _content(entry: Entry, fact: Fact | None) -> Document | None:
    if entry.type is FileType.REGULAR and entry.size == 0 and is_document(entry):
        return {"format": "text", "lines": []}
    if fact is None or fact.status is not Status.OK:
        return None
    content: Document = fact.value
    return content
