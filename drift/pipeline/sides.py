"""Sides of comparisons: of what was just read, of an image, of what the store has."""

import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache, partial

from drift.collectors.documents.collector import DOCUMENTS
from drift.diff.sides import Viewed
from drift.errors import StoreError
from drift.joins.ownership import owners
from drift.model.canonical import Document
from drift.model.changes import Side
from drift.model.facts import FactKey, Status
from drift.model.snapshot import Observation, Snapshot
from drift.pipeline.directories import STATE
from drift.pipeline.evidence import OfSide
from drift.pipeline.images import Images, KnownImage
from drift.pipeline.session import Session
from drift.tree.delta import Laid
from drift.tree.fold import fold
from drift.tree.image_tree import AnyTree


@dataclass(frozen=True, eq=False)
class Sides:
    """Makes `Viewed` sides; asks the store for what they need only when they need it."""

    session: Session
    images: Images

    def of_observation(
        self, one: Observation, snapshot: Snapshot | None = None, documents: Mapping[str, Document] | None = None
    ) -> Viewed:
        """As it was seen; `snapshot` and `documents` where it was just read, else the store has them."""
        known = snapshot or self.snapshot(one.snapshot)
        side = Side(
            label=f"dir:{one.container_uid}" if one.state == STATE else f"container:{one.container_name}",
            environment=one.environment,
            instance=one.container_name,
            image=known.image,
            snapshot=one.snapshot,
            at=one.at.isoformat(),
            reference=one.image_reference,
        )
        said = (lambda: documents) if documents is not None else (lambda: self.session.store.history.documents(one))
        return self.viewed(side, known, said)

    def of_image(self, label: str, image: KnownImage, reference: str = "") -> Viewed:
        """`reference` is the name that a container was created from."""
        side = Side(label, image=image.identity, snapshot=image.snapshot.digest, reference=reference)
        return self._viewed(side, image.snapshot, image)

    def viewed(self, side: Side, snapshot: Snapshot, said: Callable[[], Mapping[str, Document]] = dict) -> Viewed:
        """`said` gives the engine's documents of a container."""
        return self._viewed(side, snapshot, self.image(snapshot), said)

    def _viewed(
        self,
        side: Side,
        snapshot: Snapshot,
        image: KnownImage | None,
        said: Callable[[], Mapping[str, Document]] = dict,
    ) -> Viewed:
        of_image, load_tree = image.snapshot if image else None, _tree_of(image)
        evidence = partial(OfSide, image=image, facts=self.session.store.facts, said=said)
        return Viewed(side, snapshot, of_image, load_tree, self.document, self.owners, evidence)

    def image(self, snapshot: Snapshot) -> KnownImage | None:
        """The one that the snapshot's files are a delta on."""
        return self.images.known(snapshot.image) if snapshot.image else None

    @lru_cache(maxsize=256)  # noqa: B019 - lives as long as its command
    def snapshot(self, digest: bytes) -> Snapshot:
        found = self.session.store.snapshots.get(digest)
        if found is None:
            raise self._damaged(f"snapshot {digest.hex()[:12]} is not in it")
        return found

    def owners(self, tree: Laid, paths: Iterable[str]) -> Mapping[str, str]:
        """Path → key of the package that put it there."""
        return owners(tree, self.session.store.facts, paths)

    def document(self, sha256: str, name: str) -> Document | None:
        """What was read in a configuration file with this content and name."""
        key = FactKey(bytes.fromhex(sha256), name, DOCUMENTS.name, DOCUMENTS.version)
        fact = self.session.store.facts.get([key]).get(key)
        if fact is None or fact.status is not Status.OK:
            return None
        try:
            found: Document = json.loads(fact.content)
        except ValueError as error:
            raise self._damaged(f"what {name!r} holds is no JSON") from error
        return found

    def _damaged(self, what: str) -> StoreError:
        return StoreError(
            f"the store {str(self.session.store.path)!r} is damaged: {what}",
            remedy="put a copy of it back, or move it away and scan again",
        )


def _tree_of(image: KnownImage | None) -> Callable[[], AnyTree]:
    return image.tree if image else lambda: fold([])
