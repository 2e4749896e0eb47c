"""How an engine calls a container's image: what its reference names by now, and by which digests registries know it."""

import re
from dataclasses import dataclass

from drift.errors import Vanished
from drift.model.canonical import Document
from drift.model.oci import normalised_config
from drift.source.docker import Engine

MOST_DIGESTS = 16
"""Of one image on one engine; nobody pushes it to more repositories."""
_DIGEST = re.compile(r"[^@\s]{1,255}@sha256:[0-9a-f]{64}")
"""A repository (distribution's reference grammar allows 255 characters) and a digest in it."""


@dataclass(frozen=True, slots=True)
class ImageNames:
    now: str = ""
    """Engine's image ID that the container's reference names by now, where it is another image."""
    digests: tuple[str, ...] = ()
    """`RepoDigests` of the container's own image, where the engine was asked for it."""


def image_names(engine: Engine, inspect: Document) -> ImageNames:
    """Asks nothing where the container was created from an image ID: that names one image for ever."""
    reference = str((inspect.get("Config") or {}).get("Image") or "")
    created_from = str(inspect.get("Image"))
    if not reference or created_from.removeprefix("sha256:").startswith(reference.removeprefix("sha256:")):
        return ImageNames()
    now = _document(engine, reference)
    identifier = str(now.get("Id", ""))
    if not now or identifier.removeprefix("sha256:") == created_from.removeprefix("sha256:"):
        return ImageNames(digests=_digests(now))
    own = _document(engine, created_from)
    return ImageNames("" if _are_alike(now, own) else identifier, _digests(own))


def _document(engine: Engine, reference: str) -> Document:
    try:
        return engine.image(reference)
    except Vanished:
        return {}


def _digests(image: Document) -> tuple[str, ...]:
    found = image.get("RepoDigests")
    named = [one for one in found if isinstance(one, str) and _DIGEST.fullmatch(one)] if isinstance(found, list) else []
    return tuple(sorted(named)[:MOST_DIGESTS])


def _are_alike(*images: Document) -> bool:
    """Have they the same layers and config? An image's ID covers the time and history of its build, too."""
    one, other = (
        ((image.get("RootFS") or {}).get("Layers"), normalised_config(image.get("Config") or {})) for image in images
    )
    return bool(one[0]) and one == other
