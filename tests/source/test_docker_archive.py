import os
import threading
from pathlib import Path
from typing import Any

import pytest

from drift.errors import PlatformError, UnknownReference
from drift.model.oci import Platform
from drift.source.docker_archive import read_docker_archive, read_docker_archive_file
from drift.source.oci_layout import read_oci_dir
from tests.source.archives import Shelf, Trickle, block, digest, member, names, tar_of
from tests.source.images import (
    BASE,
    MANIFEST_TYPE,
    UPPER,
    Made,
    archive,
    blob_files,
    descriptor,
    encoded,
    gzipped,
    index_of,
    layout,
    legacy,
    several_platforms,
    write_archive,
    write_files,
)
from tests.source.saved import AMD64, ARM64, manifest_json, read, refusal

# --- forms -----------------------------------------------------------------------------------------------------------


def test_an_archive_of_docker_before_25_is_read(tmp_path: Path):
    made = Made()
    image = read(tmp_path, legacy(made))
    assert image.diff_ids == (digest(BASE), digest(UPPER))
    assert image.references == ("web:1",)
    assert image.config == {"Env": ["A=b"], "Cmd": ["/bin/app"]}
    assert (image.config_digest, image.manifest_digest, image.index_digest) == (digest(made.config_file), None, None)


def test_layers_come_before_the_manifest_and_are_bound_by_it(tmp_path: Path):
    files = legacy(Made())
    assert list(files)[-1] == "manifest.json"
    shelf = Shelf()
    read_docker_archive(Trickle(archive(files)), shelf, platform=None, host=AMD64)
    assert shelf.read == [digest(BASE), digest(UPPER)]
    assert names(shelf.layers[digest(UPPER)]) == ["etc/motd", "bin/app"]


def test_a_manifest_that_comes_first_serves_too(tmp_path: Path):
    files = legacy(Made())
    assert read(tmp_path, {name: files[name] for name in reversed(files)}).diff_ids == (digest(BASE), digest(UPPER))


@pytest.mark.parametrize(
    ("kind", "target"),
    [("symlink", "../shared/layer.tar"), ("link", "shared/layer.tar"), ("symlink", "/shared/layer.tar")],
)
def test_a_layer_that_is_a_link_to_another_is_that_one(tmp_path: Path, kind: str, target: str):
    made = Made(layers=(BASE, BASE))
    manifest = [{"Config": "c.json", "RepoTags": ["web:1"], "Layers": ["shared/layer.tar", "other/layer.tar"]}]
    raw = tar_of(
        member("other/layer.tar", kind=kind, linkname=target),
        member("shared/layer.tar", BASE),
        member("c.json", made.config_file),
        member("manifest.json", encoded(manifest)),
    )
    assert read(tmp_path, raw).diff_ids == (digest(BASE), digest(BASE))


def test_links_that_go_round_in_a_circle_are_a_missing_layer(tmp_path: Path):
    manifest = [{"Config": "c.json", "RepoTags": None, "Layers": ["a"]}]
    raw = tar_of(
        member("a", kind="symlink", linkname="b"),
        member("b", kind="symlink", linkname="a"),
        member("c.json", Made(layers=(BASE,)).config_file),
        member("manifest.json", encoded(manifest)),
    )
    assert "lacks a layer" in str(refusal(tmp_path, raw))


def test_podman_s_archive_is_read(tmp_path: Path):
    """Layers are <diff ID>.tar, and <v1 ID>/layer.tar links to them."""
    made = Made()
    layers = [f"{diff_id[7:]}.tar" for diff_id in made.diff_ids]
    config = f"{digest(made.config_file)[7:]}.json"
    manifest = [{"Config": config, "RepoTags": ["localhost/web:1"], "Layers": layers}]
    raw = tar_of(
        *(member(name, blob) for name, blob in zip(layers, made.layers, strict=True)),
        member("v1/layer.tar", kind="symlink", linkname=f"../{layers[0]}"),
        member(config, made.config_file),
        member("manifest.json", encoded(manifest)),
    )
    assert read(tmp_path, raw).references == ("localhost/web:1",)


def test_an_archive_of_the_containerd_store_has_the_digests_that_were_pulled(tmp_path: Path):
    made = gzipped()
    image = read(tmp_path, layout(made, names=["1"]) | manifest_json(made, tags=[["web:1"]]))
    assert (image.manifest_digest, image.config_digest) == (digest(made.manifest), digest(made.config_file))
    assert image.diff_ids == (digest(BASE), digest(UPPER))


def test_a_manifest_that_the_engine_made_up_is_no_digest_to_compare(tmp_path: Path):
    made = Made()
    sources = {diff_id: {"digest": diff_id} for diff_id in made.diff_ids}
    image = read(tmp_path, layout(made, names=["1"]) | manifest_json(made, tags=[["web:1"]], LayerSources=sources))
    assert (image.manifest_digest, image.config_digest) == (None, digest(made.config_file))


@pytest.mark.parametrize("layers", [[], [descriptor(b"a registry has it", "application/vnd.oci.image.layer.v1.tar")]])
def test_the_layout_of_docker_25_that_lists_other_layers_is_not_believed(tmp_path: Path, layers: list[Any]):
    made = Made()
    manifest = encoded({
        "config": descriptor(made.config_file, "application/vnd.oci.image.config.v1+json"),
        "layers": layers,
    })  # fmt: skip
    index = index_of(descriptor(manifest, MANIFEST_TYPE, platform=made.platform))
    image = read(tmp_path, layout(made, index=index) | blob_files(manifest) | manifest_json(made))
    assert (image.diff_ids, image.manifest_digest) == (tuple(made.diff_ids), None)


def test_an_image_without_a_tag_has_a_layout_without_manifests(tmp_path: Path):
    """Docker 25 writes null there; so does an engine that is asked for an image by its ID."""
    made = Made()
    files = layout(made, index=b'{"schemaVersion":2,"manifests":null}') | manifest_json(made)
    assert read(tmp_path, files).diff_ids == tuple(made.diff_ids)


def test_an_oci_layout_without_manifest_json_is_read_as_one(tmp_path: Path):
    made = gzipped()
    assert read(tmp_path, layout(made)).manifest_digest == digest(made.manifest)


def test_one_image_is_one_identity_in_every_form(tmp_path: Path):
    (tmp_path / "a").mkdir()
    (tmp_path / "b").mkdir()
    of_legacy = read(tmp_path / "a", legacy(Made()))
    of_layout = read(tmp_path / "b", layout(gzipped()) | manifest_json(gzipped()))
    write_files(tmp_path / "c", layout(Made()))
    of_directory = read_oci_dir(str(tmp_path / "c"), Shelf(), platform=None, host=AMD64)
    assert of_legacy.identity == of_layout.identity == of_directory.identity


# --- several platforms, several images ---------------------------------------------------------------------------------


def test_of_several_platforms_the_manifest_names_one_and_the_index_has_the_others(tmp_path: Path):
    amd, arm = gzipped(), gzipped(architecture="arm64")
    files = several_platforms(amd, arm) | manifest_json(amd, tags=[["web:1"]])
    of_host = read(tmp_path, files)
    asked = read(tmp_path, files, platform=ARM64)
    assert (of_host.platform, of_host.manifest_digest) == (AMD64, digest(amd.manifest))
    assert (asked.platform, asked.manifest_digest) == (ARM64, digest(arm.manifest))
    assert of_host.index_digest == asked.index_digest is not None


def test_the_host_s_platform_is_found_in_the_index_when_the_manifest_has_another(tmp_path: Path):
    amd, arm = gzipped(), gzipped(architecture="arm64")
    assert read(tmp_path, several_platforms(amd, arm) | manifest_json(amd), host=ARM64).platform == ARM64


def test_a_platform_that_is_nowhere_is_an_error_that_lists_all(tmp_path: Path):
    amd, arm = gzipped(), gzipped(architecture="arm64")
    error = refusal(tmp_path, several_platforms(amd, arm) | manifest_json(amd), platform=Platform("linux", "s390x"))
    assert isinstance(error, PlatformError)
    assert "linux/amd64, linux/arm64" in str(error)


def test_another_platform_than_that_of_an_old_archive_is_an_error(tmp_path: Path):
    assert isinstance(refusal(tmp_path, legacy(Made()), platform=ARM64), PlatformError)
    assert read(tmp_path, legacy(Made(architecture="arm64"))).platform == ARM64


def two_images() -> dict[str, bytes]:
    old, new = Made(config={"Cmd": ["old"]}), Made(config={"Cmd": ["new"]})
    files = layout(old, new, names=["docker.io/library/web:1", "docker.io/library/web:2"])
    return files | manifest_json(old, new, tags=[["web:1"], ["web:2", "web:latest"]])


@pytest.mark.parametrize("tag", ["2", "latest", "web:2"])
def test_of_several_images_the_tagged_one_is_read(tmp_path: Path, tag: str):
    image = read(tmp_path, two_images(), tag=tag)
    assert (image.config, image.references) == ({"Cmd": ["new"]}, ("web:2", "web:latest"))


def test_of_several_images_without_a_tag_the_tags_are_listed(tmp_path: Path):
    error = refusal(tmp_path, two_images())
    assert isinstance(error, UnknownReference)
    assert "web:1, web:2, web:latest" in str(error)


def test_a_tag_that_is_not_there_lists_those_that_are(tmp_path: Path):
    assert "web:1" in str(refusal(tmp_path, legacy(Made()), tag="3"))


def test_an_image_without_a_tag_cannot_be_named_by_one(tmp_path: Path):
    assert "images without a tag" in str(refusal(tmp_path, legacy(Made(), tags=None), tag="3"))


# --- what is read ------------------------------------------------------------------------------------------------------


def test_on_disk_only_unknown_layers_are_read(tmp_path: Path):
    shelf = Shelf({digest(BASE): []})
    read_docker_archive_file(write_archive(tmp_path / "x.tar", legacy(Made())), shelf, platform=None, host=AMD64)
    assert shelf.read == [digest(UPPER)]


def test_in_a_stream_a_known_layer_is_passed_over_where_its_name_tells(tmp_path: Path):
    made = Made()
    shelf = Shelf({digest(BASE): []})
    read_docker_archive(Trickle(archive(layout(made) | manifest_json(made))), shelf, platform=None, host=AMD64)
    assert shelf.read == [digest(UPPER)]


def test_a_file_that_cannot_seek_is_read_as_a_stream(tmp_path: Path):
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    writer = threading.Thread(target=pipe.write_bytes, args=(archive(legacy(Made())),))
    writer.start()
    image = read_docker_archive_file(str(pipe), Shelf(), platform=None, host=AMD64)
    writer.join()
    assert image.references == ("web:1",)


def test_an_empty_layer_is_a_layer(tmp_path: Path):
    assert read(tmp_path, legacy(Made(layers=(BASE, bytes(1024), b"")))).diff_ids[1:] == (
        digest(bytes(1024)),
        digest(b""),
    )


def test_a_tar_that_is_no_layer_of_the_image_does_not_matter(tmp_path: Path):
    files = {"extra/broken.tar": block(b"a") + b"\1" * 512} | legacy(Made())
    assert read(tmp_path, files).references == ("web:1",)


def test_a_platform_that_was_not_saved_does_not_hide_the_others(tmp_path: Path):
    amd, arm = gzipped(), gzipped(architecture="arm64")
    files = several_platforms(arm, amd) | manifest_json(amd)
    del files[next(iter(blob_files(arm.manifest)))]
    assert read(tmp_path, files).manifest_digest == digest(amd.manifest)
