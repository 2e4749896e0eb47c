"""What an environment would run after a promotion: the image that was tested, started as the environment starts its own.

Compared are only what a container is given and where it runs. What the image brings is the same on both sides then, and what
the environment runs until now is gone.
"""

from collections.abc import Mapping
from dataclasses import replace

from drift.diff.sides import Viewed
from drift.model.records import Kind, Record, RecordSet, record
from drift.model.snapshot import Section, Snapshot

_OVER_THE_IMAGE = (Kind.ENV, Kind.CONFIG)
"""What an image says by itself, and whoever starts a container says otherwise."""
_GIVEN = (Kind.MOUNTS, Kind.RUNTIME, Kind.HOST)
"""What no image says."""
_OF_ONE_IMAGE = ("hides", "stale")
"""Fields of a mount that say what it does to the files of the image that runs now."""


def after_promotion(tested: Viewed, target: Viewed) -> tuple[Viewed, Viewed]:
    """Both sides, with what can be compared alone. A section that failed on any of them stays so."""
    sections = {kind: _given(target, kind) for kind in _GIVEN}
    sections |= {kind: _laid(kind, tested, target) for kind in _OVER_THE_IMAGE}
    known = {kind: _given(tested, kind) for kind in (*_GIVEN, *_OVER_THE_IMAGE)}
    return _with(tested, tested, known), _with(target, tested, sections)


def _with(side: Viewed, tested: Viewed, sections: Mapping[Kind, Section]) -> Viewed:
    """Both run the image that was tested: nothing of what differs is explained by another one."""
    image = tested.snapshot.image
    return replace(side, snapshot=Snapshot(image, sections), image=tested.image, side=replace(side.side, image=image))


def _given(side: Viewed, kind: Kind) -> Section:
    section = side.snapshot.sections.get(kind, Section.absent())
    if kind is not Kind.MOUNTS or section.set is None:
        return section
    return Section.ok(RecordSet.of(kind, [_without_image(one) for one in section.set.records]))


def _without_image(mount: Record) -> Record:
    return record(
        mount.kind, mount.key, {name: value for name, value in mount.value.items() if name not in _OF_ONE_IMAGE}
    )


def _laid(kind: Kind, tested: Viewed, target: Viewed) -> Section:
    """The tested image's own, and over it what the target has otherwise than the image that it runs now."""
    sections = (_section(tested.image, kind), _section(target.image, kind), _section(target.snapshot, kind))
    failed = next((one for one in sections if one.set is None), None)
    if failed is not None:
        return failed
    image, old, own = ({one.key: one for one in section.set.records} for section in sections if section.set is not None)
    kept = {key: one for key, one in image.items() if key in own or key not in old}
    given = {key: one for key, one in own.items() if one != old.get(key)}
    return Section.ok(RecordSet.of(kind, (kept | given).values()))


def _section(snapshot: Snapshot | None, kind: Kind) -> Section:
    if snapshot is None:
        return Section.failed("the image that it was made from is not known")
    return snapshot.sections.get(kind, Section.absent())
