"""What stands in a bundle: sections in their order, and the columns of their rows."""

from typing import Annotated, Any, NamedTuple, TypeAlias, get_type_hints

import msgspec

from drift.model.entries import FileType
from drift.model.facts import Status
from drift.model.records import Kind
from drift.model.snapshot import Route
from drift.store.scans import ScanOutcome, Scope

NAME, VERSION = "container-drift bundle", 1


class Raw(msgspec.Struct, forbid_unknown_fields=True, frozen=True):
    """Text that is not UTF-8."""

    base64: bytes


Text: TypeAlias = str | Raw
Line: TypeAlias = Annotated[int, msgspec.Meta(ge=0, le=2**31)]
"""The number of a row in its section, from 0."""
Number: TypeAlias = Annotated[int, msgspec.Meta(ge=-(2**63), le=2**63 - 1)]
Count: TypeAlias = Annotated[int, msgspec.Meta(ge=0, le=2**63 - 1)]
Digest: TypeAlias = Annotated[bytes, msgspec.Meta(min_length=32, max_length=32)]
DiffId: TypeAlias = Annotated[str, msgspec.Meta(pattern="^sha256:[0-9a-f]{64}$", max_length=71)]
Time: TypeAlias = Annotated[
    str, msgspec.Meta(pattern=r"^[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}\.[0-9]{6}Z$", max_length=27)
]


class EnvironmentRow(NamedTuple):
    name: Text


class ServiceRow(NamedTuple):
    application: Text
    name: Text


class EngineRow(NamedTuple):
    uid: Text
    address: Text
    kind: Text
    version: Text
    api_version: Text


class InstanceRow(NamedTuple):
    engine_uid: Text
    container_uid: Text
    created: Text


class CoverageRow(NamedTuple):
    content: Text


class RecordRow(NamedTuple):
    kind: Kind
    key: Text
    content: Text


class SetRow(NamedTuple):
    digest: Digest
    kind: Kind
    records: list[Line]
    """In the order of their keys' bytes."""


class SectionRow(NamedTuple):
    kind: Kind
    status: Status
    record_set: Line | None
    reason: Text


class SnapshotRow(NamedTuple):
    digest: Digest
    image: Digest | None
    sections: list[SectionRow]


class LayerRow(NamedTuple):
    diff_id: DiffId
    size: Count
    entries: Count


class CollectedRow(NamedTuple):
    layer: Line
    collector: str
    version: Number
    status: Status
    reason: Text


class EntryRow(NamedTuple):
    layer: Line
    path: Text
    type: FileType
    mode: Number
    uid: Number
    gid: Number
    size: Number
    mtime: Number
    sha256: Digest | None
    linkname: Text | None
    rdev: str | None
    capability: bytes | None


class FactRow(NamedTuple):
    sha256: Digest
    name: Text
    collector: str
    version: Number
    status: Status
    reason: Text
    content: Text


class ImageRow(NamedTuple):
    identity: Digest
    platform: str
    config_digest: str | None
    manifest_digest: str | None
    index_digest: str | None
    tree_digest: Digest
    document: Text
    snapshot: Line | None
    layers: list[Line]
    """Lowest first."""


class ImageRefRow(NamedTuple):
    image: Line
    origin: Text
    reference: Text
    digest: Text
    first_seen: Time
    last_seen: Time


class ScanRow(NamedTuple):
    uid: str
    started: Time
    ended: Time | None
    tool_version: str
    outcome: ScanOutcome | None


class ScanEngineRow(NamedTuple):
    scan: Line
    environment: Line
    engine: Line
    scope: Scope
    outcome: ScanOutcome
    reason: Text


class ScanTargetRow(NamedTuple):
    scan: Line
    environment: Line
    engine: Line | None
    container_uid: Text
    container_name: Text
    service: Line | None
    outcome: str
    reason: Text


class ObservationRow(NamedTuple):
    scan: Line
    environment: Line
    instance: Line
    engine: Line
    service: Line
    at: Time
    container_name: Text
    image_reference: Text
    state: Text
    route: Route
    snapshot: Line
    coverage: Line


class SightingRow(NamedTuple):
    fingerprint: str
    relation: str
    rule: str
    service: Text
    environments: Text
    kind: str
    key: Text
    first_seen: Time
    last_seen: Time
    resolved: Time | None
    worst_severity: Annotated[int, msgspec.Meta(ge=0, le=4)]


ROWS: dict[str, type[tuple[Any, ...]]] = {
    "environments": EnvironmentRow,
    "services": ServiceRow,
    "engines": EngineRow,
    "instances": InstanceRow,
    "coverage": CoverageRow,
    "records": RecordRow,
    "record_sets": SetRow,
    "snapshots": SnapshotRow,
    "layers": LayerRow,
    "layers_collected": CollectedRow,
    "layer_entries": EntryRow,
    "facts": FactRow,
    "images": ImageRow,
    "image_refs": ImageRefRow,
    "scans": ScanRow,
    "scan_engines": ScanEngineRow,
    "scan_targets": ScanTargetRow,
    "observations": ObservationRow,
    "sightings": SightingRow,
}
"""In the order in which they stand: each row names only rows before it."""


class Header(msgspec.Struct, forbid_unknown_fields=True):
    format: str
    version: int


class Footer(msgspec.Struct, forbid_unknown_fields=True):
    rows: dict[str, Count]
    """By section."""
    sha256: str
    """Of all lines before this one, in hex."""


def section_line(section: str) -> bytes:
    return b'{"section":"%s"}\n' % section.encode()


def text_columns(section: str) -> tuple[int, ...]:
    """Numbers of the columns that hold `Text`."""
    hints = get_type_hints(ROWS[section])
    return tuple(number for number, hint in enumerate(hints.values()) if hint in (Text, Text | None))
