"""Where the images of the shop came from: its Compose file, their builders, the registry."""

from drift.model.snapshot import Observation
from drift.report.chain import Name, Origin, Origins
from drift.report.declared import DeclaredImages, Said
from drift.report.parts import SourceLine
from tests.render.shop import digest, observations

FILE = "deploy/compose.yaml"
DECLARED = DeclaredImages(
    file=FILE,
    services={
        "web": (Said(SourceLine(FILE, 5), "registry.example/shop/web:1.4.2"),),
        "api": (Said(SourceLine(FILE, 12), "registry.example/shop/api:${API_TAG:-1.4.1}"),),
        "worker": (Said(SourceLine(FILE, 20), "registry.example/shop/worker:1.4.1"),),
    },
)


def origin(one: Observation) -> Origin:
    """By the reference that the container was created from; the worker's was loaded from an archive."""
    repository, _, tag = one.image_reference.rpartition(":")
    manifest = f"sha256:{digest(f'manifest of {one.image_reference}').hex()}"
    image_id = f"sha256:{digest(f'ID of {one.image_reference}').hex()}"
    published = () if one.service.name == "worker" else (Name(one.engine.uid, f"{repository}@{manifest}", manifest),)
    return Origin(
        identity=digest(one.image_reference).hex(),
        platform="linux/amd64",
        created="2026-11-03T14:05:09Z",
        labels={"revision": digest(tag).hex()[:40], "version": tag},
        names=(Name(one.engine.uid, image_id, image_id), *published),
    )


def origins() -> Origins:
    return Origins(DECLARED, {one.snapshot: origin(one) for one in observations()})
