"""What `docker save` and `podman save` write: layers first, then the manifest.json that names them (moby, image/spec/spec.md).

Before Docker 25 a layer is <v1 ID>/layer.tar; since then the archive is an OCI layout as well. manifest.json stays the authority: the
layout that Docker 25 writes beside it lists no manifest for an image without a tag, and not all layers. But it has only one platform.
"""

from drift.model.oci import Image, Platform
from drift.model.protocols import LayerSink
from drift.source.blobs import Blobs, KeptBlobs, PassedBlobs, add_layers, archive_parts, blob_digest, blob_path
from drift.source.choice import Candidate, by_platform, by_tag
from drift.source.compression import Peeked, decompressed
from drift.source.image_config import ImageConfig, parse_image_config, refuse_windows
from drift.source.json_object import JsonObject, decode
from drift.source.oci_layout import INDEX, candidates, open_file, read_layout, read_manifest
from drift.source.refusal import malformed, shown
from drift.source.tarstream import Readable

MANIFEST = "manifest.json"


def read_docker_archive(
    stream: Readable,
    sink: LayerSink,
    *,
    platform: Platform | None,
    host: Platform,
    tag: str = "",
    name: str = "saved image",
) -> Image:
    """The image in a stream that is read once, such as an engine's answer to /images/{id}/get; its layers go into the sink.

    Raises UnknownReference, PlatformError, MalformedArchive, DigestMismatch, and what `stream.read` raises.
    """
    return read_saved(PassedBlobs(stream, name, sink), platform=platform, host=host, tag=tag)


def read_docker_archive_file(
    path: str, sink: LayerSink, *, platform: Platform | None, host: Platform, tag: str = ""
) -> Image:
    """The image of docker-archive:PATH[@tag], maybe gzipped; only layers that the sink lacks are read where the file can seek."""
    name = f"docker-archive {path!r}"
    with open_file(path, name) as file:
        if not file.seekable():
            return read_docker_archive(file, sink, platform=platform, host=host, tag=tag, name=name)
        packed = Peeked(file).decoder
        file.seek(0)
        if packed:
            plain = decompressed(file, name)
            return read_docker_archive(plain, sink, platform=platform, host=host, tag=tag, name=name)
        blobs = KeptBlobs(name, sink, archive_parts(file, name))
        return read_saved(blobs, platform=platform, host=host, tag=tag)


def read_saved(blobs: Blobs, *, platform: Platform | None, host: Platform, tag: str = "") -> Image:
    """By manifest.json; by the layout beside it where only that has the platform."""
    raw = blobs.document(MANIFEST)
    if raw is None:
        if blobs.document(INDEX) is not None:
            return read_layout(blobs, platform=platform, host=host, tag=tag)
        raise malformed(f"{blobs.name} is no saved image: there is no {MANIFEST}")
    items = _items(raw, blobs.name)
    named = [Candidate(item.text("Config"), tuple(item.texts("RepoTags")), None) for item in items]
    found = by_tag(named, tag, blobs.name)
    configs = {one.key: _config(blobs, one.key) for one in found}
    listed = candidates(blobs) if blobs.document(INDEX) is not None else []
    if (platform or host) not in {config.platform for config in configs.values()}:
        elsewhere = any(one.platform == host for one in listed)
        if listed and (platform or elsewhere):
            return read_layout(blobs, platform=platform, host=host, tag=tag)
    chosen = by_platform(found, platform, host, blobs.name, lambda one: configs[one.key].platform)
    item = next(item for item in items if item.text("Config") == chosen.key)
    config, layers = configs[chosen.key], item.texts("Layers")
    refuse_windows(config.platform, blobs.name)
    add_layers(blobs, [(path, blob_digest(path)) for path in layers], config.diff_ids)
    manifest = None if "LayerSources" in item.document else _published(blobs, listed, config, layers)
    return config.image(
        references=chosen.names,
        manifest_digest=manifest.key if manifest else None,
        index_digest=manifest.index if manifest else None,
    )


def _items(raw: bytes, name: str) -> list[JsonObject]:
    where = f"{name}: {MANIFEST}"
    values = decode(raw, where)
    if not isinstance(values, list) or not all(isinstance(value, dict) for value in values):
        raise malformed(f"{where} is not a list of objects")
    if not values:
        raise malformed(f"{where} names no image")
    return [JsonObject(value, f"{where}: [{position}]") for position, value in enumerate(values)]


def _config(blobs: Blobs, path: str) -> ImageConfig:
    raw = blobs.document(path)
    if raw is None:
        raise malformed(f"{blobs.name} lacks a config: there is no {shown(path, 100)!r}")
    config = parse_image_config(raw, f"{blobs.name}: config {shown(path, 100)}")
    if blob_digest(path) not in {"", config.digest}:
        raise malformed(f"{blobs.name}: config {path} has the digest {config.digest}")
    return config


def _published(blobs: Blobs, listed: list[Candidate], config: ImageConfig, layers: list[str]) -> Candidate | None:
    """The manifest that the image was pulled or built with: the one of the layout that has this config and these layers.

    An engine without the containerd store keeps none and makes one up for the layout: it says so by LayerSources, or by listing
    other layers.
    """
    for one in listed:
        if blobs.document(blob_path(one.key, blobs.name)) is None:
            continue
        manifest = read_manifest(blobs, one.key)
        paths = [blob_path(layer.text("digest"), layer.where) for layer in manifest.layers]
        if manifest.config == config.digest and paths == layers:
            return one
    return None
