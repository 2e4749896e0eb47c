"""The demo's image: a base layer and the application's layer, as an OCI layout (image-spec v1.1) and as `docker save` wrote it before 25."""

import gzip
import hashlib
import io
import json
import platform
import tarfile
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any

from drift.demo.base import Base
from drift.demo.nodes import EPOCH, Tree, as_layer, owned
from drift.demo.shop import COMMAND, HOME, UNUSED, USER, image_environment, image_labels, shop_layer
from drift.model.oci import Platform

REPOSITORY = "localhost/container-drift-demo/shop"
CREATED = "2026-01-01T00:00:00Z"
_CONFIG = "application/vnd.oci.image.config.v1+json"
_LAYER = "application/vnd.oci.image.layer.v1.tar+gzip"
_MANIFEST = "application/vnd.oci.image.manifest.v1+json"
_INDEX = "application/vnd.oci.image.index.v1+json"
_REF_NAME = "org.opencontainers.image.ref.name"


@dataclass(frozen=True)
class Build:
    version: str
    base: Tree = field(repr=False)
    application: Tree = field(repr=False)
    architecture: str

    @classmethod
    def of(cls, base: Base, version: str, owner: tuple[int, int] | None = None) -> "Build":
        """`owner` has everything in it: who unpacks it without being root can give no file away."""
        application = shop_layer(version)
        added = {path: node for path, node in application.items() if base.tree.get(path) != node}
        architecture = base.architecture or Platform.of("linux", platform.machine()).architecture
        return cls(version, owned(base.tree, owner), owned(added, owner), architecture)

    @property
    def reference(self) -> str:
        return f"{REPOSITORY}:{self.version}"

    @property
    def tree(self) -> Tree:
        """What a container of it finds."""
        removed = set(UNUSED)
        return {path: node for path, node in self.base.items() if path not in removed} | self.application

    @cached_property
    def layers(self) -> tuple[bytes, bytes]:
        """Uncompressed tars, the lower one first."""
        return as_layer(self.base), as_layer(self.application, UNUSED)

    @cached_property
    def config(self) -> bytes:
        """The image config: what its digest is of."""
        return _json(
            {
                "architecture": self.architecture,
                "os": "linux",
                "created": CREATED,
                "config": {
                    "Cmd": list(COMMAND),
                    "Env": [f"{name}={value}" for name, value in image_environment(self.version).items()],
                    "ExposedPorts": {"8080/tcp": {}},
                    "Labels": dict(image_labels(self.version)),
                    "User": USER,
                    "WorkingDir": f"/{HOME}",
                },
                "rootfs": {"type": "layers", "diff_ids": [_digest(layer) for layer in self.layers]},
                "history": [
                    {"created": CREATED, "created_by": "ADD base.tar /"},
                    {"created": CREATED, "created_by": f"COPY shop-{self.version} /opt/shop"},
                ],
            }
        )


def write_layout(builds: Iterable[Build], directory: Path) -> None:
    """An OCI layout with a tag for each build's version. The directory is made."""
    blobs = directory / "blobs" / "sha256"
    blobs.mkdir(parents=True)

    def blob(media_type: str, content: bytes) -> dict[str, Any]:
        (blobs / _hex(content)).write_bytes(content)
        return {"mediaType": media_type, "digest": _digest(content), "size": len(content)}

    manifests = []
    compressed: dict[bytes, bytes] = {}  # the base is in every build, and compressing it takes longest
    for build in builds:
        for layer in build.layers:
            if layer not in compressed:
                compressed[layer] = gzip.compress(layer, compresslevel=4, mtime=0)
        layers = [blob(_LAYER, compressed[layer]) for layer in build.layers]
        manifest = {"schemaVersion": 2, "mediaType": _MANIFEST, "config": blob(_CONFIG, build.config), "layers": layers}
        descriptor = blob(_MANIFEST, _json(manifest))
        where = {"architecture": build.architecture, "os": "linux"}
        manifests.append({**descriptor, "platform": where, "annotations": {_REF_NAME: build.version}})
    (directory / "oci-layout").write_bytes(_json({"imageLayoutVersion": "1.0.0"}))
    (directory / "index.json").write_bytes(_json({"schemaVersion": 2, "mediaType": _INDEX, "manifests": manifests}))


def save_archive(builds: Iterable[Build]) -> bytes:
    """All builds in one archive that every engine loads (Docker image spec v1.2, "Combined Image JSON + Filesystem Changeset Format")."""
    members: dict[str, bytes] = {}
    manifest = []
    for build in builds:
        layers = {f"{_hex(layer)}/layer.tar": layer for layer in build.layers}
        config = f"{_hex(build.config)}.json"
        members |= layers | {config: build.config}
        manifest.append({"Config": config, "RepoTags": [build.reference], "Layers": list(layers)})
    return _tar({**members, "manifest.json": _json(manifest)})


def _tar(members: Mapping[str, bytes]) -> bytes:
    output = io.BytesIO()
    with tarfile.open(fileobj=output, mode="w", format=tarfile.PAX_FORMAT) as archive:
        for name, content in members.items():
            member = tarfile.TarInfo(name)
            member.size, member.mtime = len(content), EPOCH
            archive.addfile(member, io.BytesIO(content))
    return output.getvalue()


def _json(document: Any) -> bytes:
    return json.dumps(document, separators=(",", ":"), sort_keys=True).encode()


def _digest(content: bytes) -> str:
    return f"sha256:{_hex(content)}"


def _hex(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()
