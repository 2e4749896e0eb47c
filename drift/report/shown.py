"""The report of `show REF`: what one snapshot holds."""

import shlex
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from drift.model.canonical import Document
from drift.model.facts import Status
from drift.model.records import Kind
from drift.model.snapshot import Coverage, Section, Snapshot
from drift.report.parts import Headline, Note, SideLine, Tool
from drift.report.provenance import notes
from drift.report.values import Texts, texts
from drift.report.wording import age, count


@dataclass(frozen=True, slots=True)
class Shown:
    """One record."""

    key: str
    content: Document
    texts: Texts
    """Its fields as a person reads them; a removed path has none."""


@dataclass(frozen=True, slots=True)
class ShownKind:
    kind: Kind
    status: Status
    reason: str
    """Why it failed, else ""."""
    records: tuple[Shown, ...]
    """By key."""

    @property
    def summary(self) -> str:
        match self.status:
            case Status.OK:
                return count(len(self.records), "record")
            case Status.ABSENT:
                return "not what this source can say"
            case Status.FAILED:
                return f"failed: {self.reason}"


@dataclass(frozen=True, slots=True)
class ShowReport:
    reference: str
    made: datetime
    tool: Tool
    headline: Headline
    side: SideLine
    kinds: tuple[ShownKind, ...]
    notes: tuple[Note, ...]
    more: str


def show_report(
    reference: str,
    snapshot: Snapshot,
    side: SideLine,
    *,
    tool: str,
    now: datetime,
    coverage: Coverage | None = None,
) -> ShowReport:
    """`side` says where the snapshot came from (`provenance.side_of` makes it from an observation)."""
    kinds = tuple(_kind(kind, snapshot.sections[kind]) for kind in sorted(snapshot.sections))
    records = sum(len(one.records) for one in kinds)
    failed = [one.kind.value for one in kinds if one.status is Status.FAILED]
    sentence = f"{reference} has {count(records, 'record')} of {count(len(kinds), 'kind')}"
    return ShowReport(
        reference=reference,
        made=now,
        tool=Tool(tool),
        headline=Headline(
            "SNAPSHOT",
            sentence + (f"; failed: {', '.join(failed)}" if failed else ""),
            f"read {age(now - side.at)} ago" if side.at else "",
        ),
        side=side,
        kinds=kinds,
        notes=notes(_coverages(side, coverage)),
        more=f"drift diff {shlex.quote(reference)}",
    )


def _coverages(side: SideLine, coverage: Coverage | None) -> Mapping[str, Coverage]:
    return {side.label: coverage} if coverage else {}


def _kind(kind: Kind, section: Section) -> ShownKind:
    records = section.set.records if section.set else ()
    return ShownKind(
        kind=kind,
        status=section.status,
        reason=section.reason,
        records=tuple(Shown(one.key, one.value, texts(kind, one.key, one.value)) for one in records),
    )
