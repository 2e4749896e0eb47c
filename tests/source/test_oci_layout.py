import gzip
from pathlib import Path

import pytest

from drift.errors import PlatformError, UnknownReference
from drift.model.oci import Image, Platform
from tests.source.archives import Shelf, digest, names
from tests.source.images import (
    BASE,
    INDEX_TYPE,
    MANIFEST_TYPE,
    UPPER,
    Made,
    blob_files,
    descriptor,
    encoded,
    gzipped,
    index_of,
    layout,
    several_platforms,
)
from tests.source.layouts import AMD64, ARM64, read, refusal


def test_an_image_is_read_with_its_layers(tmp_path: Path):
    sink, made = Shelf(), gzipped()
    image = read(tmp_path, layout(made, names=["1.4"]), sink=sink)
    assert image == Image(
        platform=AMD64,
        config={"Env": ["A=b"], "Cmd": ["/bin/app"]},
        diff_ids=(digest(BASE), digest(UPPER)),
        history=({"created_by": "COPY . /", "empty_layer": False},),
        created="2026-01-02T03:04:05Z",
        config_digest=digest(made.config_file),
        manifest_digest=digest(made.manifest),
        references=("1.4",),
    )
    assert {diff_id: names(entries) for diff_id, entries in sink.layers.items()} == {
        digest(BASE): ["etc", "etc/motd", "bin"],
        digest(UPPER): ["etc/motd", "bin/app"],
    }


def test_a_layer_that_is_known_is_not_read_again(tmp_path: Path):
    sink = Shelf({digest(BASE): []})
    read(tmp_path, layout(gzipped()), sink=sink)
    assert sink.read == [digest(UPPER)]


def test_how_the_layers_are_packed_makes_no_other_image(tmp_path: Path):
    assert read(tmp_path / "a", layout(Made())).identity == read(tmp_path / "b", layout(gzipped())).identity


def test_docker_s_own_media_types_are_read(tmp_path: Path):
    made = Made(media_type="application/vnd.docker.image.rootfs.diff.tar.gzip", packed=[gzip.compress(BASE), UPPER])
    manifest = encoded({
        "config": descriptor(made.config_file, "application/vnd.docker.container.image.v1+json"),
        "layers": [descriptor(blob, made.media_type) for blob in made.packed],
    })  # fmt: skip
    top = index_of(descriptor(manifest, "application/vnd.docker.distribution.manifest.v2+json"))
    assert read(tmp_path, layout(made, index=top) | blob_files(manifest)).diff_ids == tuple(made.diff_ids)


# --- which image -----------------------------------------------------------------------------------------------------


def test_of_several_tags_the_one_asked_for_is_read(tmp_path: Path):
    old, new = Made(config={"Cmd": ["old"]}), Made(config={"Cmd": ["new"]})
    files = layout(old, new, names=["docker.io/library/web:1.4", "docker.io/library/web:1.5"])
    for tag in ("1.5", "web:1.5", "docker.io/library/web:1.5"):
        assert read(tmp_path / tag.replace("/", "-"), files, tag=tag).config == {"Cmd": ["new"]}


def test_without_a_tag_the_tags_are_listed(tmp_path: Path):
    files = layout(Made(config={"Cmd": ["old"]}), Made(config={"Cmd": ["new"]}), names=["1.4", "1.5"])
    error = refusal(tmp_path, files)
    assert isinstance(error, UnknownReference)
    assert "1.4, 1.5" in str(error)


def test_several_images_of_one_platform_without_names_cannot_be_told_apart(tmp_path: Path):
    error = refusal(tmp_path, layout(Made(), Made(config={"Cmd": ["other"]})))
    assert isinstance(error, UnknownReference)
    assert "several images for linux/amd64" in str(error)


def test_a_tag_that_is_not_there_is_unknown(tmp_path: Path):
    error = refusal(tmp_path, layout(Made(), names=["1.4"]), tag="2")
    assert isinstance(error, UnknownReference)
    assert "'2'" in str(error)
    assert "1.4" in str(error)


def test_two_tags_of_one_image_are_no_question(tmp_path: Path):
    made = Made()
    assert read(tmp_path, layout(made, made, names=["1.4", "latest"])).manifest_digest == digest(made.manifest)


@pytest.mark.parametrize(
    ("asked", "host", "chosen"), [(None, ARM64, "arm64"), (None, AMD64, "amd64"), (ARM64, AMD64, "arm64")]
)
def test_the_platform_asked_for_is_read_else_the_host_s(
    tmp_path: Path, asked: Platform | None, host: Platform, chosen: str
):
    files = several_platforms(gzipped(), gzipped(architecture="arm64"))
    image = read(tmp_path, files, platform=asked, host=host)
    assert image.platform.architecture == chosen
    assert image.references == ("docker.io/library/web:1",)
    top = [name for name, content in files.items() if b"attestation-manifest" in content and name != "index.json"]
    assert image.index_digest == "sha256:" + top[0].rpartition("/")[2]


def test_a_variant_that_is_the_default_is_the_same_platform(tmp_path: Path):
    made = gzipped(architecture="arm64", more={"variant": "v8"})
    assert read(tmp_path, several_platforms(gzipped(), made), platform=Platform.parse("linux/arm64")).platform == ARM64


@pytest.mark.parametrize(("asked", "host"), [(Platform("linux", "s390x"), AMD64), (None, Platform("linux", "s390x"))])
def test_a_platform_that_is_not_there_is_an_error_that_lists_those_present(
    tmp_path: Path, asked: Platform | None, host: Platform
):
    error = refusal(tmp_path, several_platforms(gzipped(), gzipped(architecture="arm64")), platform=asked, host=host)
    assert isinstance(error, PlatformError)
    assert "linux/s390x; it has linux/amd64, linux/arm64;" in str(error)
    assert "unknown" not in str(error)


def test_a_platform_whose_manifest_was_not_saved_is_not_there(tmp_path: Path):
    arm = gzipped(architecture="arm64")
    files = several_platforms(gzipped(), arm)
    del files[next(iter(blob_files(arm.manifest)))]
    assert "it has linux/amd64;" in str(refusal(tmp_path, files, platform=ARM64))


def test_a_lone_image_is_read_whatever_its_platform_unless_another_is_asked_for(tmp_path: Path):
    files = layout(Made(architecture="arm64"))
    assert read(tmp_path, files).platform == ARM64
    assert isinstance(refusal(tmp_path, files, platform=AMD64), PlatformError)


def test_platforms_side_by_side_in_index_json_are_told_by_their_configs(tmp_path: Path):
    assert read(tmp_path, layout(Made(), Made(architecture="arm64")), host=ARM64).platform == ARM64


def test_a_windows_image_is_refused(tmp_path: Path):
    assert "Windows" in str(refusal(tmp_path, layout(Made(os="windows"))))


def test_what_is_no_image_is_not_chosen(tmp_path: Path):
    made, signature = Made(), Made(config={"Cmd": ["sign"]})
    top = index_of(
        descriptor(made.manifest, MANIFEST_TYPE),
        descriptor(signature.manifest, MANIFEST_TYPE, artifactType="application/vnd.example.signature"),
        descriptor(b"{}", "application/vnd.example.unknown"),
    )
    assert read(tmp_path, layout(made, signature, index=top)).config_digest == digest(made.config_file)


def test_an_index_in_an_index_in_an_index_is_read(tmp_path: Path):
    made = Made()
    inner = index_of(descriptor(made.manifest, MANIFEST_TYPE, platform=made.platform))
    outer = index_of(descriptor(inner, INDEX_TYPE))
    files = layout(made, index=index_of(descriptor(outer, INDEX_TYPE))) | blob_files(inner, outer)
    assert read(tmp_path, files).index_digest == digest(outer)
