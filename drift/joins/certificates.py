"""CA certificates of a root: one record for each, with the files that it is trusted by."""

from collections.abc import Iterator

from drift.collectors.certificates import BUNDLES, CERTIFICATES, FOLDERS
from drift.joins.known import NotRead, facts_in
from drift.joins.mounts import files_below
from drift.model.protocols import Baseline, Facts
from drift.model.records import Kind, RecordSet, record
from drift.model.snapshot import Section


def certificates(tree: Baseline, facts: Facts) -> Section:
    """SHA-256 fingerprint → subject, not_before, not_after (RFC 3339), paths. FAILED where a bundle was not read."""
    contents: dict[str, dict[str, str]] = {}
    paths: dict[str, set[str]] = {}
    try:
        for _, entry, fact in facts_in(tree, facts, _paths(tree), [CERTIFICATES]):
            for one in fact.value:
                fingerprint = str(one["fingerprint"])
                contents[fingerprint] = {field: value for field, value in one.items() if field != "fingerprint"}
                paths.setdefault(fingerprint, set()).add(f"/{entry.path}")
    except NotRead as error:
        return Section.failed(str(error))
    records = [
        record(Kind.CERTIFICATES, fingerprint, {**content, "paths": [*sorted(paths[fingerprint])]})
        for fingerprint, content in contents.items()
    ]
    return Section.ok(RecordSet.of(Kind.CERTIFICATES, records))


def _paths(tree: Baseline) -> Iterator[str]:
    yield from BUNDLES
    for folder in FOLDERS:
        yield from files_below(tree, folder)
