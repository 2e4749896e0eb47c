"""One side of a comparison, looked at for itself: a container, and the image that it was made from."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property

from drift.model.canonical import Document
from drift.model.evidence import UNKNOWN, Evidence
from drift.model.records import Kind, Record, RecordSet
from drift.model.snapshot import Snapshot


@dataclass(frozen=True)
class OneSide:
    snapshot: Snapshot
    image: Snapshot | None
    """None where it is not known: then all that the container has is taken for the image's."""
    at: str
    """When it was read, RFC 3339."""
    evidence: Evidence = UNKNOWN

    def value(self, kind: Kind, key: str) -> object:
        """`value` of one record."""
        records = _set(self.snapshot, kind)
        found = next((one for one in records.records if one.key == key), None) if records else None
        return content_of(found).get("value") if found else None

    def inherited(self, kind: Kind, *marks: str) -> Iterator[Record]:
        """Records that the image has just so: what differs from it is told as a difference.

        Only those whose content has one of the marks, where some are given: it spares reading the others.
        """
        mine = _set(self.snapshot, kind)
        if mine is None:
            return
        for one in mine.records:
            marked = not marks or any(mark in one.content for mark in marks)
            if marked and (self._is_as_built(kind) or self._of_image(kind).get(one.key) == one.content):
                yield one

    def digests(self, kinds: tuple[Kind, ...]) -> tuple[bytes | None, ...]:
        """Of the sets of these kinds, the image's too: where they are equal, so is what can be said of them."""
        snapshots = [self.snapshot, *([self.image] if self.image else [])]
        sets = [_set(snapshot, kind) for snapshot in snapshots for kind in kinds]
        return tuple(one.digest if one else None for one in sets)

    def _is_as_built(self, kind: Kind) -> bool:
        if self.image is None:
            return True
        mine, images = _set(self.snapshot, kind), _set(self.image, kind)
        return mine is not None and images is not None and mine.digest == images.digest

    def _of_image(self, kind: Kind) -> Mapping[str, str]:
        if kind not in self._images:
            records = _set(self.image, kind) if self.image else None
            self._images[kind] = {one.key: one.content for one in records.records} if records else {}
        return self._images[kind]

    @cached_property
    def _images(self) -> dict[Kind, Mapping[str, str]]:
        return {}


def _set(snapshot: Snapshot, kind: Kind) -> RecordSet | None:
    section = snapshot.sections.get(kind)
    return section.set if section else None


def content_of(record: Record) -> Document:
    """As an object, whatever another's store has there."""
    found = json.loads(record.content)
    return found if isinstance(found, dict) else {}
