"""Files in mounts, by their content alone: whose they are depends on the host, and no engine says it for all of them."""

from collections.abc import Mapping

from drift.model.entries import Entry
from drift.model.records import Kind, Record, RecordSet, record
from drift.model.redaction import Redactor
from drift.model.snapshot import Section

_OF_THE_CONTENT = ("type", "size", "sha256", "hmac", "key_id", "linkname", "rdev")


def mounted_files(found: Mapping[str, Entry], redactor: Redactor) -> Section:
    """`found` is path in the container (without leading slash) → entry."""
    return Section.ok(RecordSet.of(Kind.MOUNTED, [_record(path, entry, redactor) for path, entry in found.items()]))


def _record(path: str, entry: Entry, redactor: Redactor) -> Record:
    fields = redactor.file(entry._replace(path=path))
    return record(Kind.MOUNTED, f"/{path}", {name: fields[name] for name in _OF_THE_CONTENT if name in fields})
