"""Which image: its identity, digests where they are known, and what its labels say of its origin (OCI image-spec, annotations)."""

import re

from drift.collectors.fields import pairs, section
from drift.model.canonical import Json
from drift.model.oci import Image
from drift.model.records import Kind, Record, record
from drift.model.snapshot import Section

_ID = re.compile(r"(?:sha256:)?[0-9a-f]{12,64}\Z")
_LOCAL = re.compile(r"(?:localhost/|docker\.io/library/|docker\.io/)")
"""What engines put before a short name: Podman the first for an image that was built or loaded, the others for one of the Hub."""

ORIGIN = {
    "revision": "org.opencontainers.image.revision",
    "version": "org.opencontainers.image.version",
}


def of_image(image: Image, reference: str = "") -> Section:
    """`reference` is what a container was created from; the image's own snapshot has none, since names move.

    Manifest and index digests are no records: engines with a containerd store know them, others learn of them from there, and
    nothing of the container has changed when they do.
    """

    def make() -> list[Record]:
        labels = pairs(image.config, "Labels")
        values: dict[str, Json] = {
            "reference": normalised_reference(reference),
            "platform": str(image.platform),
            "config_digest": image.config_digest,
            "created": image.created,
            **{name: labels.get(label) for name, label in ORIGIN.items()},
        }
        known = [record(Kind.IDENTITY, key, {"value": value}) for key, value in values.items() if value]
        return [record(Kind.IDENTITY, "image", {"identity": image.identity.hex()}), *known]

    return section(Kind.IDENTITY, make)


def normalised_reference(reference: str) -> str:
    """The same name on every engine: without the default registry, with :latest where nothing is said; "" for a bare ID."""
    if not reference or _ID.match(reference):
        return ""
    name = _LOCAL.sub("", reference, count=1) if _LOCAL.match(reference) else reference
    return name if "@" in name or ":" in name.rpartition("/")[2] else f"{name}:latest"
