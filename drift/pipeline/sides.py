"""Sides of comparisons: of what was just read, of an image, of what the store has."""

import json
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache

from drift.collectors.documents.collector import DOCUMENTS
from drift.diff.sides import Viewed
from drift.model.canonical import Document
from drift.model.changes import Side
from drift.model.facts import FactKey, Status
from drift.model.snapshot import Observation, Snapshot
from drift.pipeline.images import Images, KnownImage
from drift.pipeline.session import Session
from drift.tree.fold import Tree, fold


@dataclass(frozen=True, eq=False)
class Sides:
    """Makes `Viewed` sides; asks the store for what they need only when they need it."""

    session: Session
    images: Images

    def viewed(self, side: Side, snapshot: Snapshot) -> Viewed:
        image = self.images.known(snapshot.image) if snapshot.image else None
        return Viewed(side, snapshot, image.snapshot if image else None, _tree_of(image), self.document)

    def of_image(self, label: str, image: KnownImage) -> Viewed:
        side = Side(label, image=image.identity, snapshot=image.snapshot.digest)
        return Viewed(side, image.snapshot, image.snapshot, image.tree, self.document)

    def of_observation(self, one: Observation) -> Viewed:
        """As it was seen. KeyError where the store lacks its snapshot: `db check` says so."""
        snapshot = self.snapshot(one.snapshot)
        label = f"container:{one.container_name}" if one.state != "directory" else f"dir:{one.container_uid}"
        side = Side(label, one.environment, one.container_name, snapshot.image, one.snapshot, one.at.isoformat())
        return self.viewed(side, snapshot)

    @lru_cache(maxsize=256)  # noqa: B019 - lives as long as its command
    def snapshot(self, digest: bytes) -> Snapshot:
        found = self.session.store.snapshots.get(digest)
        if found is None:
            raise KeyError(digest.hex())
        return found

    def document(self, sha256: str, name: str) -> Document | None:
        """What was read in a configuration file with this content and name."""
        key = FactKey(bytes.fromhex(sha256), name, DOCUMENTS.name, DOCUMENTS.version)
        fact = self.session.store.facts.get([key]).get(key)
        return json.loads(fact.content) if fact and fact.status is Status.OK else None


def _tree_of(image: KnownImage | None) -> Callable[[], Tree]:
    return image.tree if image else lambda: fold([])
