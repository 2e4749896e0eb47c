"""Compares what was observed: each with its image, with its replicas, with what it was before."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from drift.diff.compare import compare
from drift.diff.majority import representative
from drift.diff.sides import Viewed
from drift.model import coverage
from drift.model.changes import Change, Comparison, Relation, Side
from drift.model.facts import Status
from drift.model.records import Kind
from drift.model.settings import Settings
from drift.model.snapshot import Observation, Snapshot
from drift.pipeline.mounted import not_read
from drift.pipeline.sides import Sides
from drift.policy.alone import Looked, OneSide
from drift.policy.required import missing_required


class Differ:
    """Compares each pair of states once: 1,000 equal containers are one comparison."""

    def __init__(self, sides: Sides) -> None:
        self.sides = sides
        self._known: dict[tuple[Relation, bytes, bytes], Comparison] = {}
        self._looked = Looked()

    def pair(self, relation: Relation, service: str, before: Observation, after: Observation) -> Comparison:
        return self._compared(relation, service, self.sides.of_observation(before), self.sides.of_observation(after))

    def with_image(self, service: str, one: Observation) -> Comparison:
        return self.viewed_with_image(service, one, self.sides.of_observation(one))

    def viewed_with_image(self, service: str, one: Observation, after: Viewed) -> Comparison:
        """`after` is what `one` says, also where the store does not have it."""
        image = self.sides.image(after.snapshot)
        label = f"image:{one.image_reference}" if one.image_reference else "its image"
        gaps = (*own_gaps(one, after, self.sides.session.settings), *self._looked.changes(_one_side(after)))
        if image is None:
            changes = (*without_image(after.snapshot), *gaps)
            return Comparison(
                Relation.CONTAINER_IMAGE, service, Side(label), after.side, changes, evidence=after.evidence
            )
        before = self.sides.of_image(label, image, one.image_reference)
        found = self._compared(Relation.CONTAINER_IMAGE, service, before, after)
        return replace(found, changes=(*found.changes, *gaps), evidence=after.evidence if gaps else found.evidence)

    def among(self, service: str, replicas: Sequence[Observation]) -> Iterator[Comparison]:
        """Each replica that differs, with the one that stands for most."""
        usual = representative(replicas)
        for one in replicas:
            if one.snapshot != usual.snapshot:
                yield self.pair(Relation.INSTANCES, service, usual, one)

    def _compared(self, relation: Relation, service: str, before: Viewed, after: Viewed) -> Comparison:
        key = (relation, before.snapshot.digest, after.snapshot.digest)
        if key not in self._known:
            self._known[key] = compare(relation, service, before, after)
        found = self._known[key]
        evidence = after.evidence if found.changes else found.evidence
        return replace(found, service=service, before=before.side, after=after.side, evidence=evidence)


def alone(service: str, one: Observation, viewed: Viewed, settings: Settings) -> Iterator[Comparison]:
    """What is true of one container, where it is compared with something else than its image."""
    gaps = own_gaps(one, viewed, settings)
    if gaps:
        yield Comparison(Relation.CONTAINER_IMAGE, service, Side("its image"), viewed.side, tuple(gaps))


def own_gaps(one: Observation, viewed: Viewed, settings: Settings) -> Sequence[Change]:
    """What is true of one container whatever it is compared with."""
    return (*unstable(one, viewed), *_required(viewed, settings), *not_read(viewed.snapshot, settings.mounts.hash))


def _one_side(viewed: Viewed) -> OneSide:
    return OneSide(viewed.snapshot, viewed.image, viewed.side.at, viewed.evidence)


def _required(viewed: Viewed, settings: Settings) -> Sequence[Change]:
    """Variables that the policy requires and the container does not have."""
    section = viewed.snapshot.sections.get(Kind.ENV)
    if section is None or section.set is None:
        return ()
    return missing_required([one.key for one in section.set.records], settings)


def unstable(one: Observation, viewed: Viewed) -> Iterable[Change]:
    """Files that changed while they were read."""
    for path in one.coverage.unstable:
        yield coverage.unstable(path, in_image=viewed.tree.entry(path.lstrip("/")) is not None)


def without_image(snapshot: Snapshot) -> Iterator[Change]:
    """What can be said of a container whose image is not to be had."""
    section = snapshot.sections.get(Kind.FILES)
    failed = section is not None and section.status is Status.FAILED
    reason = section.reason if section and failed else "the image that it was made from is not known"
    yield coverage.image_missing(reason)
