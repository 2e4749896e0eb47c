"""A locked service as a side of a comparison with what runs, and what can be said of it only as a whole."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from drift.diff.sides import Viewed
from drift.model import coverage
from drift.model.canonical import Document
from drift.model.changes import Change, Side
from drift.model.facts import Status
from drift.model.lock import OF_THE_IMAGE, Lock, LockedService, LockedSet
from drift.model.records import Kind, RecordSet, record
from drift.model.snapshot import Section, Snapshot

Versions = Mapping[str, Mapping[str, int]]
"""Kind, or "joined" → collector → version, as in `Lock.collectors`."""
JOINED = "joined"
_PASSWORDS = "/etc/shadow"

_WITHOUT = frozenset({Kind.FILES})
"""Kinds that no collector's version changes."""
_OF_PACKAGES_TOO = frozenset({Kind.VERIFICATION})


@dataclass(frozen=True)
class Locked:
    """One service of a lock, and what runs in its place."""

    lock: Lock
    service: LockedService
    running: Viewed
    tool: str
    """Version of drift that compares."""
    collectors: Versions
    label: str

    def sides(self) -> tuple[Viewed, Viewed]:
        """Both with the records that both can say; of a kind that is locked as a digest where its records are known."""
        known: dict[Kind, Section] = {}
        seen: dict[Kind, Section] = {}
        for kind in self.service.records:
            known[kind], seen[kind] = self._readable(kind)
        for kind, one in self.service.digests.items():
            meant = self._meaning(kind, one)
            if meant is not None:
                known[kind], seen[kind] = meant, self._section(kind)
        return self._before(known), replace(self.running, snapshot=Snapshot(self.running.snapshot.image, seen))

    def changes(self) -> Iterator[Change]:
        """What no records tell: another image, another digest, what is locked and cannot be said of what runs."""
        if self.service.image and not self._same_image:
            yield coverage.locked_otherwise("image", self._locked_image(), self._running_image())
        for kind in (*self.service.records, *self.service.digests):
            if self._section(kind).status is Status.ABSENT:
                yield coverage.collector_failed(kind, "it is locked, and cannot be told of this")
        for kind, one in self.service.digests.items():
            yield from self._digested(kind, one)

    @property
    def _same_image(self) -> bool:
        image = self.running.snapshot.image
        return image is not None and image.hex() == self.service.image

    def _section(self, kind: Kind) -> Section:
        return self.running.snapshot.sections.get(kind, Section.absent())

    def _readable(self, kind: Kind) -> tuple[Section, Section]:
        """Another version of drift may know other fields: then those that both know are compared."""
        section = self._section(kind)
        if section.set is None:
            return Section.absent(), section
        locked = dict(self.service.records[kind])
        running = {one.key: one.value for one in section.set.records}
        if kind is Kind.IDENTITY:
            locked, running = ({key: one[key] for key in OF_THE_IMAGE[1:] if key in one} for one in (locked, running))
        if not self._same_tool:
            locked, running = _both(kind, locked, running)
        elif kind in _SETTINGS:  # a lock leaves out what is at its default
            locked |= {key: {"value": None} for key in running.keys() - locked.keys()}
        return _of(kind, locked), _of(kind, running)

    @property
    def _same_tool(self) -> bool:
        return self.tool == self.lock.tool

    def _meaning(self, kind: Kind, one: LockedSet) -> Section | None:
        """The section that the digest is of, where it is one that is at hand: what runs, or what its image brings."""
        image = self.running.image.sections.get(kind) if self.running.image and self._same_image else None
        for section in (self._section(kind), image):
            if section and section.set is not None and section.set.digest.hex() == one.digest:
                return section
        return None

    def _digested(self, kind: Kind, one: LockedSet) -> Iterator[Change]:
        section = self._section(kind)
        if section.status is Status.FAILED:
            yield coverage.collector_failed(kind, section.reason)
        if section.set is None or self._meaning(kind, one) is not None or self._is_of_other_image(kind, section):
            return
        ours, theirs = _versions(self.collectors, kind), _versions(self.lock.collectors, kind)
        if ours != theirs:
            yield coverage.collector_failed(kind, f"{_other(theirs, ours)}; drift lock --update", of_before=True)
        elif kind is Kind.ACCOUNTS and (key := _other_key(section.set, self.lock.key_id)):
            yield coverage.other_key(_PASSWORDS, self.lock.key_id, key)
        else:
            here: Document = {"digest": section.set.digest.hex(), "records": len(section.set)}
            yield coverage.locked_otherwise(kind.value, {"digest": one.digest, "records": one.records}, here)

    def _is_of_other_image(self, kind: Kind, section: Section) -> bool:
        """What runs is as its own image has it, and that is not the locked one, which is said already."""
        image = self.running.image.sections.get(kind) if self.running.image else None
        brought = image is not None and image.set is not None and section.set is not None
        return not self._same_image and brought and image is not None and image.set == section.set

    def _before(self, sections: Mapping[Kind, Section]) -> Viewed:
        image = self.running.snapshot.image
        side = Side(self.label, environment=self.service.environment, reference=self.service.reference)
        return replace(self.running, side=side, snapshot=Snapshot(image, sections))

    def _locked_image(self) -> Document:
        return {"image": self.service.image, "reference": self.service.reference}

    def _running_image(self) -> Document:
        image = self.running.snapshot.image
        return {"image": image.hex() if image else "", "reference": self.running.side.reference}


def _of(kind: Kind, contents: Mapping[str, Document]) -> Section:
    return Section.ok(RecordSet.of(kind, [record(kind, key, content) for key, content in contents.items()]))


_SETTINGS = frozenset({Kind.CONFIG, Kind.HOST, Kind.RUNTIME})
"""Kinds whose keys are fields that a version of drift knows; of the others they are names that somebody gave."""


def _both(
    kind: Kind, one: Mapping[str, Document], other: Mapping[str, Document]
) -> tuple[dict[str, Document], dict[str, Document]]:
    """Each with the fields that the other has, too."""
    return _reduced(kind, one, other), _reduced(kind, other, one)


def _reduced(kind: Kind, side: Mapping[str, Document], other: Mapping[str, Document]) -> dict[str, Document]:
    kept = {key: content for key, content in side.items() if key in other or kind not in _SETTINGS}
    return {
        key: {name: value for name, value in content.items() if key not in other or name in other[key]}
        for key, content in kept.items()
    }


def _other_key(records: RecordSet, locked: str) -> str:
    """ID of the key that passwords are fingerprinted with, where it is not the locked one: the digests say nothing then."""
    ids = {str(one.value["key_id"]) for one in records.records if '"key_id"' in one.content}
    return next(iter(sorted(ids - {locked})), "") if locked else ""


def _versions(collectors: Versions, kind: Kind) -> dict[str, int]:
    if kind in _WITHOUT:
        return {}
    groups = (kind.value, JOINED, *([Kind.PACKAGES.value] if kind in _OF_PACKAGES_TOO else []))
    return {name: version for group in groups for name, version in collectors.get(group, {}).items()}


def _other(theirs: Mapping[str, int], ours: Mapping[str, int]) -> str:
    names = sorted(name for name in theirs.keys() | ours.keys() if theirs.get(name) != ours.get(name))
    was, now = (", ".join(f"{name} {one.get(name, 'none')}" for name in names) for one in (theirs, ours))
    return f"it was locked with other collectors ({was}; here {now})"
