"""An OCI image layout, as a directory or in a tar (OCI image-spec v1.1, image-layout.md, image-index.md, manifest.md)."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from drift.errors import UnknownReference
from drift.model.oci import Image, Platform
from drift.model.protocols import LayerSink
from drift.source.blobs import Blobs, KeptBlobs, add_layers, archive_parts, blob_path, directory_parts, verified
from drift.source.choice import Candidate, by_platform, by_tag
from drift.source.image_config import ImageConfig, parse_image_config, refuse_windows
from drift.source.json_object import JsonObject, decode_object
from drift.source.refusal import malformed, shown

INDEX = "index.json"
_INDEX_TYPES = frozenset({
    "application/vnd.oci.image.index.v1+json",
    "application/vnd.docker.distribution.manifest.list.v2+json",
})  # fmt: skip
_MANIFEST_TYPES = frozenset({
    "application/vnd.oci.image.manifest.v1+json",
    "application/vnd.docker.distribution.manifest.v2+json",
})  # fmt: skip
_CONFIG_TYPES = frozenset({
    "application/vnd.oci.image.config.v1+json",
    "application/vnd.docker.container.image.v1+json",
})  # fmt: skip
_LAYER_TYPES = frozenset({
    "application/vnd.oci.image.layer.v1.tar",
    "application/vnd.oci.image.layer.v1.tar+gzip",
    "application/vnd.oci.image.layer.v1.tar+zstd",
    "application/vnd.docker.image.rootfs.diff.tar",
    "application/vnd.docker.image.rootfs.diff.tar.gzip",
    "application/vnd.docker.image.rootfs.diff.tar.zstd",
})  # fmt: skip
_ELSEWHERE = ("nondistributable", "foreign")
_NAMES = ("io.containerd.image.name", "org.opencontainers.image.ref.name")
_ATTESTATION = "vnd.docker.reference.type"
_MOST_DESCRIPTORS = 10_000
_DEEPEST = 4
"""Indexes in indexes: real ones have two at most."""


@dataclass(frozen=True, slots=True)
class Manifest:
    config: str
    """Digest."""
    layers: tuple[JsonObject, ...]
    """Descriptors, lowest first."""


def read_oci_dir(path: str, sink: LayerSink, *, platform: Platform | None, host: Platform, tag: str = "") -> Image:
    """The image of oci-dir:PATH[@tag]; its layers that the sink lacks go there.

    Raises UnknownReference, PlatformError, MalformedArchive, DigestMismatch.
    """
    name = f"oci-dir {path!r}"
    if not Path(path).is_dir():
        raise UnknownReference(f"{name} is not a directory", remedy="oci-archive: reads a layout in a tar")
    blobs = KeptBlobs(name, sink, directory_parts(path, name))
    return read_layout(blobs, platform=platform, host=host, tag=tag)


def read_oci_archive(path: str, sink: LayerSink, *, platform: Platform | None, host: Platform, tag: str = "") -> Image:
    """The image of oci-archive:PATH[@tag], a layout in a tar; as `read_oci_dir` otherwise."""
    name = f"oci-archive {path!r}"
    with open_file(path, name) as file:
        blobs = KeptBlobs(name, sink, archive_parts(file, name))
        return read_layout(blobs, platform=platform, host=host, tag=tag)


def open_file(path: str, name: str) -> BinaryIO:
    """A file that the user names. UnknownReference where it cannot be opened."""
    try:
        return Path(path).open("rb")
    except OSError as error:
        raise UnknownReference(f"{name} cannot be opened ({error.strerror})", remedy="check the path") from error


def read_layout(blobs: Blobs, *, platform: Platform | None, host: Platform, tag: str = "") -> Image:
    """The one image of a layout that tag and platform choose, with its layers in the sink."""
    listed = candidates(blobs)
    if not listed:
        raise malformed(f"{blobs.name} holds no image")
    tagged = by_tag(listed, tag, blobs.name)
    here = [one for one in tagged if blobs.document(blob_path(one.key, blobs.name)) is not None]
    if not here:
        raise malformed(f"{blobs.name} lacks the manifest {tagged[0].key}")
    chosen = by_platform(here, platform, host, blobs.name, lambda one: _config(blobs, one.key).platform)
    config = _config(blobs, chosen.key)
    refuse_windows(config.platform, blobs.name)
    layers = read_manifest(blobs, chosen.key).layers
    for layer in layers:
        _check_layer(layer)
    digests = [layer.text("digest") for layer in layers]
    add_layers(blobs, [(blob_path(digest, blobs.name), digest) for digest in digests], config.diff_ids)
    return config.image(references=chosen.names, manifest_digest=chosen.key, index_digest=chosen.index)


def candidates(blobs: Blobs) -> list[Candidate]:
    """What index.json lists, and the indexes in it; attestations and other things that are no images left out."""
    raw = blobs.document(INDEX)
    if raw is None:
        raise malformed(f"{blobs.name} is no OCI layout: there is no {INDEX}")
    walk = _Indexes(blobs)
    found = []
    for descriptor in _images(decode_object(raw, f"{blobs.name}: {INDEX}")):
        names = _names(descriptor)
        if descriptor.text("mediaType") not in _INDEX_TYPES:
            found.append(_candidate(descriptor, names))
        else:
            index = descriptor.text("digest")
            found += [_candidate(leaf, names, index) for leaf in walk.leaves(descriptor, 1)]
        _bound(found, blobs.name)
    return found


def read_manifest(blobs: Blobs, digest: str) -> Manifest:
    where = f"{blobs.name}: manifest {digest}"
    document = decode_object(verified(blobs, digest, "manifest"), where)
    config = document.object("config")
    if (kind := config.text("mediaType")) not in _CONFIG_TYPES:
        raise malformed(f"{where} is not that of an image: its config is {shown(kind, 100)!r}", "name another tag")
    return Manifest(config.text("digest"), tuple(document.objects("layers")))


class _Indexes:
    """Indexes, each read once: many may list the same."""

    def __init__(self, blobs: Blobs) -> None:
        self._blobs = blobs
        self._leaves: dict[str, list[JsonObject]] = {}

    def leaves(self, descriptor: JsonObject, depth: int) -> list[JsonObject]:
        """The manifests' descriptors in an index and in those below it."""
        digest = descriptor.text("digest")
        if digest not in self._leaves:
            raw = verified(self._blobs, digest, "index")
            where = f"{self._blobs.name}: index {digest}"
            if depth > _DEEPEST:
                raise malformed(f"{where} stands in {_DEEPEST} others")
            leaves: list[JsonObject] = []
            for inner in _images(decode_object(raw, where)):
                nested = inner.text("mediaType") in _INDEX_TYPES
                leaves += self.leaves(inner, depth + 1) if nested else [inner]
                _bound(leaves, self._blobs.name)
            self._leaves[digest] = leaves
        return self._leaves[digest]


def _images(index: JsonObject) -> Iterator[JsonObject]:
    for descriptor in index.objects("manifests"):
        attests = _ATTESTATION in descriptor.text_by_key("annotations")
        nowhere = descriptor.object("platform").text("os") == "unknown"
        readable = descriptor.text("mediaType") in _MANIFEST_TYPES | _INDEX_TYPES
        if readable and not attests and not nowhere and not descriptor.text("artifactType"):
            yield descriptor


def _candidate(descriptor: JsonObject, names: tuple[str, ...], index: str | None = None) -> Candidate:
    there = descriptor.object("platform")
    platform = Platform.of(there.text("os"), there.text("architecture"), there.text("variant"))
    return Candidate(descriptor.text("digest"), names, platform if there.document else None, index)


def _names(descriptor: JsonObject) -> tuple[str, ...]:
    annotations = descriptor.text_by_key("annotations")
    return tuple(dict.fromkeys(annotations[key] for key in _NAMES if annotations.get(key)))


def _config(blobs: Blobs, manifest: str) -> ImageConfig:
    digest = read_manifest(blobs, manifest).config
    return parse_image_config(verified(blobs, digest, "config"), f"{blobs.name}: config {digest}")


def _check_layer(layer: JsonObject) -> None:
    kind = layer.text("mediaType")
    if any(word in kind for word in _ELSEWHERE):
        raise malformed(f"{layer.where} lies elsewhere ({shown(kind, 100)})", "such images cannot be read")
    if kind not in _LAYER_TYPES:
        raise malformed(f"{layer.where} is of an unknown type ({shown(kind, 100)!r})", "tar, gzip and zstd can be read")


def _bound(found: list[Candidate] | list[JsonObject], name: str) -> None:
    if len(found) > _MOST_DESCRIPTORS:
        raise malformed(f"{name} lists more than {_MOST_DESCRIPTORS:,} manifests")
