"""Images by identity, and the names that engines and registries know them by."""

import json
from dataclasses import dataclass
from datetime import datetime

from drift.model.canonical import canonical
from drift.model.oci import Image, Platform
from drift.model.snapshot import Snapshot
from drift.store.columns import from_column, from_time, to_column, to_time
from drift.store.connection import Connection
from drift.store.snapshots import Snapshots

_KEEP = """
    INSERT INTO image
        (identity, platform, config_digest, manifest_digest, index_digest, tree_digest, document, snapshot)
    VALUES (?, ?, ?, ?, ?, ?, ?, (SELECT id FROM snapshot WHERE digest = ?))
    ON CONFLICT (identity) DO UPDATE SET
        config_digest = coalesce(config_digest, excluded.config_digest),
        manifest_digest = coalesce(manifest_digest, excluded.manifest_digest),
        index_digest = coalesce(index_digest, excluded.index_digest),
        snapshot = coalesce(excluded.snapshot, snapshot)
"""
_FIND = """
    SELECT i.id, i.platform, i.config_digest, i.manifest_digest, i.index_digest, i.tree_digest, i.document, s.digest
    FROM image i LEFT JOIN snapshot s ON s.id = i.snapshot WHERE i.identity = ?
"""
_BIND = """
    INSERT INTO image_ref VALUES (:origin, :reference, :image, :digest, :at, :at)
    ON CONFLICT (origin, reference, image) DO UPDATE SET
        digest = excluded.digest,
        first_seen = min(first_seen, excluded.first_seen),
        last_seen = max(last_seen, excluded.last_seen)
"""


@dataclass(frozen=True, slots=True)
class StoredImage:
    identity: bytes
    """Taken from the plain config: that of `image`, which is redacted, may be another."""
    image: Image
    tree_digest: bytes
    snapshot: bytes | None
    """Digest of what collectors say of the image alone."""


@dataclass(frozen=True, slots=True)
class ImageReference:
    origin: str
    """An engine's uid, or a registry."""
    reference: str
    digest: str
    """What the origin calls it there, "" where it does not say."""
    first_seen: datetime
    last_seen: datetime


class Images:
    def __init__(self, connection: Connection, snapshots: Snapshots) -> None:
        self._connection = connection
        self._snapshots = snapshots

    def add(self, image: Image, identity: bytes, tree_digest: bytes, snapshot: Snapshot | None = None) -> None:
        """Keep an image whose config and history are redacted already, and whose layers are here (KeyError else).

        Of one that is known only what was not yet is added; a snapshot takes the place of the one before it.
        """
        document = canonical({"config": image.config, "created": image.created, "history": list(image.history)})
        digests = (one and to_column(one) for one in (image.config_digest, image.manifest_digest, image.index_digest))
        with self._connection.transaction():
            seen = self._snapshots.add(snapshot) if snapshot else None
            self._connection.run(
                _KEEP, (identity, to_column(str(image.platform)), *digests, tree_digest, to_column(document), seen)
            )
            row = self._connection.value("SELECT id FROM image WHERE identity = ?", (identity,))
            for position, diff_id in enumerate(image.diff_ids):
                layer = self._connection.value("SELECT id FROM layer WHERE diff_id = ?", (to_column(diff_id),))
                if layer is None:
                    raise KeyError(diff_id)
                self._connection.run(
                    "INSERT INTO image_layer VALUES (?, ?, ?) ON CONFLICT DO NOTHING", (row, position, layer)
                )

    def get(self, identity: bytes) -> StoredImage | None:
        with self._connection.moment(), self._connection.decoding():
            row = self._connection.row(_FIND, (identity,))
            if row is None:
                return None
            image, platform, *digests, tree_digest, content, snapshot = row
            layers = self._connection.rows(
                "SELECT l.diff_id FROM image_layer i JOIN layer l ON l.id = i.layer WHERE i.image = ? ORDER BY position",
                (image,),
            )
            document = json.loads(from_column(content))
            config_digest, manifest_digest, index_digest = (one and from_column(one) for one in digests)
            return StoredImage(
                identity,
                Image(
                    platform=Platform.parse(from_column(platform)),
                    config=document["config"],
                    diff_ids=tuple(diff_id for (diff_id,) in layers),
                    history=tuple(document["history"]),
                    created=document["created"],
                    config_digest=config_digest,
                    manifest_digest=manifest_digest,
                    index_digest=index_digest,
                    references=tuple(sorted({one.reference for one in self.references(identity)})),
                ),
                tree_digest,
                snapshot,
            )

    def bind(self, origin: str, reference: str, identity: bytes, digest: str, at: datetime) -> None:
        """Say that an engine (its uid) or a registry knows this image, which is here (KeyError else), by a name or an ID."""
        with self._connection.transaction():
            image = self._connection.value("SELECT id FROM image WHERE identity = ?", (identity,))
            if image is None:
                raise KeyError(identity.hex())
            self._connection.run(
                _BIND,
                {
                    "origin": to_column(origin),
                    "reference": to_column(reference),
                    "image": image,
                    "digest": to_column(digest),
                    "at": to_time(at),
                },
            )

    def bound(self, origin: str, reference: str) -> bytes | None:
        """Identity of the image that had this name or ID there when it was last seen."""
        found: bytes | None = self._connection.value(
            """SELECT i.identity FROM image_ref r JOIN image i ON i.id = r.image
               WHERE r.origin = ? AND r.reference = ? ORDER BY r.last_seen DESC, i.id DESC""",
            (to_column(origin), to_column(reference)),
        )
        return found

    def references(self, identity: bytes) -> list[ImageReference]:
        """Sorted by origin and reference."""
        with self._connection.decoding():
            return [
                ImageReference(
                    from_column(origin), from_column(reference), from_column(digest), from_time(first), from_time(last)
                )
                for origin, reference, digest, first, last in self._connection.rows(
                    """SELECT r.origin, r.reference, r.digest, r.first_seen, r.last_seen FROM image_ref r
                       JOIN image i ON i.id = r.image WHERE i.identity = ? ORDER BY r.origin, r.reference""",
                    (identity,),
                )
            ]
