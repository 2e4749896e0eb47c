"""Small images in every form that they are saved in, made here file by file."""

import gzip
import hashlib
import io
import json
import tarfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from tests.source.archives import digest, member, tar_of

OCI = "application/vnd.oci.image"
MANIFEST_TYPE, INDEX_TYPE, CONFIG_TYPE = f"{OCI}.manifest.v1+json", f"{OCI}.index.v1+json", f"{OCI}.config.v1+json"
LAYER_TYPE = f"{OCI}.layer.v1.tar"
BASE = tar_of("etc/", member("etc/motd", b"welcome"), "bin/")
UPPER = tar_of(member("etc/motd", b"changed"), member("bin/app", b"#!/bin/sh\n", mode=0o755))


def encoded(value: Any) -> bytes:
    return json.dumps(value).encode()


@dataclass
class Made:
    """An image: its layers as they are packed, and its config."""

    layers: Sequence[bytes] = (BASE, UPPER)
    """Plain tars, lowest first."""
    packed: Sequence[bytes] = ()
    """As they are stored; () is plain."""
    media_type: str = LAYER_TYPE
    architecture: str = "amd64"
    os: str = "linux"
    config: Mapping[str, Any] = field(default_factory=lambda: {"Env": ["A=b"], "Cmd": ["/bin/app"], "Labels": None})
    more: Mapping[str, Any] = field(default_factory=dict)
    """Other members of the config file, such as variant."""

    @property
    def diff_ids(self) -> list[str]:
        return [digest(layer) for layer in self.layers]

    @property
    def config_file(self) -> bytes:
        return encoded({
            "architecture": self.architecture,
            "os": self.os,
            "created": "2026-01-02T03:04:05Z",
            "config": self.config,
            "rootfs": {"type": "layers", "diff_ids": self.diff_ids},
            "history": [{"created_by": "COPY . /", "empty_layer": False}],
            **self.more,
        })  # fmt: skip

    @property
    def blobs(self) -> Sequence[bytes]:
        return self.packed or self.layers

    @property
    def manifest(self) -> bytes:
        return encoded({
            "schemaVersion": 2,
            "mediaType": MANIFEST_TYPE,
            "config": descriptor(self.config_file, CONFIG_TYPE),
            "layers": [descriptor(blob, self.media_type) for blob in self.blobs],
        })  # fmt: skip

    @property
    def platform(self) -> dict[str, str]:
        return {"os": self.os, "architecture": self.architecture}


def gzipped(**fields: Any) -> Made:
    made = Made(**fields)
    return Made(**fields, packed=[gzip.compress(layer) for layer in made.layers], media_type=f"{LAYER_TYPE}+gzip")


def descriptor(blob: bytes, media_type: str, **fields: Any) -> dict[str, Any]:
    return {"mediaType": media_type, "digest": digest(blob), "size": len(blob), **fields}


def blob_files(*contents: bytes) -> dict[str, bytes]:
    return {f"blobs/sha256/{hashlib.sha256(content).hexdigest()}": content for content in contents}


def index_of(*descriptors: Mapping[str, Any]) -> bytes:
    return encoded({"schemaVersion": 2, "mediaType": INDEX_TYPE, "manifests": list(descriptors)})


def layout(*images: Made, index: bytes = b"", names: Sequence[str] = ()) -> dict[str, bytes]:
    """The files of an OCI layout whose index.json lists the images, each with its name."""
    files = {"oci-layout": b'{"imageLayoutVersion":"1.0.0"}'}
    descriptors = []
    for position, image in enumerate(images):
        files |= blob_files(*image.blobs, image.config_file, image.manifest)
        annotations = {"org.opencontainers.image.ref.name": names[position]} if names else {}
        descriptors.append(descriptor(image.manifest, MANIFEST_TYPE, annotations=annotations))
    return files | {"index.json": index or index_of(*descriptors)}


def several_platforms(*images: Made, name: str = "docker.io/library/web:1") -> dict[str, bytes]:
    """As BuildKit writes it: an index in index.json, with an attestation beside each image."""
    attestation = Made(layers=(encoded({"_type": "https://in-toto.io/Statement/v0.1"}),), os="unknown")
    listed = [descriptor(image.manifest, MANIFEST_TYPE, platform=image.platform) for image in images]
    attests = descriptor(
        attestation.manifest,
        MANIFEST_TYPE,
        platform={"os": "unknown", "architecture": "unknown"},
        annotations={"vnd.docker.reference.type": "attestation-manifest"},
    )
    index = index_of(*listed, attests)
    top = index_of(descriptor(index, INDEX_TYPE, annotations={"io.containerd.image.name": name}))
    return layout(*images, attestation, index=top) | blob_files(index)


def legacy(image: Made, tags: Sequence[str] | None = ("web:1",)) -> dict[str, bytes]:
    """What Docker before 25 saves."""
    config = f"{hashlib.sha256(image.config_file).hexdigest()}.json"
    layers = [f"{number:064x}/layer.tar" for number in range(len(image.blobs))]
    files: dict[str, bytes] = {}
    for name, blob in zip(layers, image.blobs, strict=True):
        files |= {name: blob, name.replace("layer.tar", "VERSION"): b"1.0", name.replace("layer.tar", "json"): b"{}"}
    manifest = [{"Config": config, "RepoTags": tags, "Layers": layers}]
    return files | {config: image.config_file, "manifest.json": encoded(manifest)}


def archive(files: Mapping[str, bytes]) -> bytes:
    """A tar of files, in their order."""
    return tar_of(*(member(name, content) for name, content in files.items()), form=tarfile.PAX_FORMAT)


def write_files(root: Path, files: Mapping[str, bytes]) -> Path:
    for name, content in files.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
    return root


def write_archive(path: Path, files: Mapping[str, bytes]) -> str:
    path.write_bytes(archive(files))
    return str(path)


def stream_of(files: Mapping[str, bytes]) -> io.BytesIO:
    return io.BytesIO(archive(files))
