"""What the store and the repository know of where images came from: for the chains of `drift report`, and nothing else asks for it."""

from collections.abc import Mapping
from pathlib import Path

from drift.collectors.identity import ORIGIN
from drift.model.fleet import FleetState
from drift.pipeline.repository import images_declared_in
from drift.pipeline.session import Session
from drift.report.chain import Name, Origin, Origins
from drift.store import StoredImage

LABELS = {**ORIGIN, "source": "org.opencontainers.image.source"}
"""OCI image-spec, annotations.md."""


def origins_of(session: Session, state: FleetState) -> Origins:
    """Asks no engine and no registry."""
    snapshots = {one.snapshot: session.store.snapshots.image(one.snapshot) for one in state.observations}
    images = {identity: session.store.images.get(identity) for identity in set(snapshots.values()) if identity}
    known = {identity: _origin(session, stored) for identity, stored in images.items() if stored}
    return Origins(
        declared=images_declared_in(Path.cwd(), session.settings),
        images={snapshot: known[identity] for snapshot, identity in snapshots.items() if identity in known},
    )


def _origin(session: Session, stored: StoredImage) -> Origin:
    image = stored.image
    names = session.store.images.references(stored.identity)
    return Origin(
        identity=stored.identity.hex(),
        platform=str(image.platform),
        created=image.created,
        labels=_labels(image.config.get("Labels")),
        names=tuple(Name(one.origin, one.reference, one.digest) for one in names),
        manifest=image.manifest_digest or "",
    )


def _labels(labels: object) -> Mapping[str, str]:
    """Those that say where an image came from, as texts: what is secret in one is no text any more."""
    if not isinstance(labels, dict):
        return {}
    found = {name: labels.get(label) for name, label in LABELS.items()}
    return {name: text for name, text in found.items() if isinstance(text, str)}
