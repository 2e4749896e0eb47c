import gzip
import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from drift.errors import DigestMismatch, DriftError, MalformedArchive, PlatformError, UnknownReference
from drift.model.oci import Image, Platform
from drift.source.oci_layout import read_oci_archive, read_oci_dir
from tests.source.archives import Shelf, digest, names
from tests.source.images import (
    BASE,
    INDEX_TYPE,
    LAYER_TYPE,
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
    write_archive,
    write_files,
)

AMD64, ARM64 = Platform("linux", "amd64"), Platform("linux", "arm64")


def read(
    tmp_path: Path,
    files: Mapping[str, bytes],
    *,
    platform: Platform | None = None,
    host: Platform = AMD64,
    tag: str = "",
    sink: Shelf | None = None,
) -> Image:
    """From a directory and from a tar: both must say the same."""
    root = write_files(tmp_path / "layout", files)
    packed = write_archive(tmp_path / "layout.tar", files)
    image = read_oci_dir(str(root), sink or Shelf(), platform=platform, host=host, tag=tag)
    assert read_oci_archive(packed, Shelf(), platform=platform, host=host, tag=tag) == image
    return image


def refusal(tmp_path: Path, files: Mapping[str, bytes], **options: Any) -> DriftError:
    root = write_files(tmp_path / "layout", files)
    packed = write_archive(tmp_path / "layout.tar", files)
    options = {"platform": None, "host": AMD64, **options}
    with pytest.raises(DriftError) as of_directory:
        read_oci_dir(str(root), Shelf(), **options)
    with pytest.raises(DriftError) as of_archive:
        read_oci_archive(packed, Shelf(), **options)
    assert type(of_archive.value) is type(of_directory.value)
    assert "\n" not in str(of_directory.value)
    return of_directory.value


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


# --- what is refused -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("part", ["manifest", "config_file", "layer"])
def test_a_blob_that_is_missing_is_named(tmp_path: Path, part: str):
    made = Made()
    content = made.layers[0] if part == "layer" else getattr(made, part)
    files = layout(made)
    [name] = blob_files(content)
    del files[name]
    assert name.rpartition("/")[2] in str(refusal(tmp_path, files))


@pytest.mark.parametrize("part", ["manifest", "config_file", "layer"])
def test_a_blob_with_other_content_than_its_name_says_is_a_mismatch(tmp_path: Path, part: str):
    made = gzipped()
    content, other = {
        "manifest": (made.manifest, made.manifest + b" "),
        "config_file": (made.config_file, made.config_file + b" "),
        "layer": (made.packed[0], gzip.compress(made.layers[0], 1)),
    }[part]
    files = layout(made)
    files[next(iter(blob_files(content)))] = other
    assert isinstance(refusal(tmp_path, files), DigestMismatch)


def test_a_layer_that_is_another_than_the_config_says_is_a_mismatch(tmp_path: Path):
    made = Made(more={"rootfs": {"diff_ids": [digest(BASE), digest(b"other")]}})
    assert isinstance(refusal(tmp_path, layout(made)), DigestMismatch)


def test_more_layers_than_the_config_has_are_refused(tmp_path: Path):
    made = Made(more={"rootfs": {"diff_ids": [digest(BASE)]}})
    assert "2 layers, its config names 1" in str(refusal(tmp_path, layout(made)))


@pytest.mark.parametrize(
    "media_type",
    [
        "application/vnd.oci.image.layer.nondistributable.v1.tar+gzip",
        "application/vnd.docker.image.rootfs.foreign.diff.tar.gzip",
    ],
)
def test_a_layer_that_lies_elsewhere_is_refused(tmp_path: Path, media_type: str):
    assert "lies elsewhere" in str(refusal(tmp_path, layout(Made(media_type=media_type))))


def test_an_encrypted_layer_is_refused_by_its_type(tmp_path: Path):
    assert "gzip+encrypted" in str(refusal(tmp_path, layout(Made(media_type=f"{LAYER_TYPE}+gzip+encrypted"))))


def test_an_artifact_that_is_no_image_is_refused_by_its_config(tmp_path: Path):
    manifest = encoded({"config": descriptor(b"{}", "application/vnd.cncf.helm.config.v1+json"), "layers": []})
    files = layout(index=index_of(descriptor(manifest, MANIFEST_TYPE))) | blob_files(manifest)
    assert "helm" in str(refusal(tmp_path, files))


@pytest.mark.parametrize(
    "bad", ["sha256:../../../../etc/passwd", "sha256:" + "A" * 64, "sha512:" + "0" * 128, "", "md5:x", "../index.json"]
)
def test_a_digest_of_another_form_is_refused(tmp_path: Path, bad: str):
    made = Made()
    top = index_of({**descriptor(made.manifest, MANIFEST_TYPE), "digest": bad})
    assert "not a digest" in str(refusal(tmp_path, layout(made, index=top)))


@pytest.mark.parametrize(
    "index",
    [
        b"",
        b"[]",
        b"nothing",
        b'{"manifests": 5}',
        b'{"manifests": [5]}',
        b'{"manifests": []}',
        b'{"manifests": null}',
        b"[" * 100_000,
        b'{"manifests": [{"mediaType": 7}]}',
        encoded({"manifests": [descriptor(b"", MANIFEST_TYPE, platform="amd64")]}),
        encoded({"manifests": [descriptor(b"", MANIFEST_TYPE, annotations={"a": 1})]}),
        b'{"manifests": 1' + b"0" * 5000 + b"}",
        b"\xff\xfe\x00",
    ],
)
def test_an_index_of_a_wrong_shape_is_refused(tmp_path: Path, index: bytes):
    files = layout(Made()) | {"index.json": index}
    assert type(refusal(tmp_path, files)) is MalformedArchive


@pytest.mark.parametrize(
    "more",
    [
        {"rootfs": []},
        {"rootfs": {"diff_ids": [1]}},
        {"rootfs": {"diff_ids": ["sha256:short"]}},
        {"config": {"Env": "A=b"}},
        {"config": {"Env": [1]}},
        {"config": {"Labels": {"a": 1}}},
        {"config": {"ExposedPorts": ["80/tcp"]}},
        {"config": {"StopTimeout": True}},
        {"config": {"User": 0}},
        {"config": {"ArgsEscaped": "yes"}},
        {"config": 1},
        {"history": {}},
        {"os": ["linux"]},
        {"created": 2026},
    ],
)
def test_a_config_of_a_wrong_shape_is_refused(tmp_path: Path, more: dict[str, Any]):
    assert type(refusal(tmp_path, layout(Made(more=more)))) is MalformedArchive


def test_an_image_without_layers_is_an_image(tmp_path: Path):
    assert read(tmp_path, layout(Made(layers=(), more={"rootfs": {"type": "layers"}}))).diff_ids == ()


def test_a_config_without_an_operating_system_is_linux(tmp_path: Path):
    assert read(tmp_path, layout(Made(os=""))).platform.os == "linux"


def test_a_directory_that_is_no_layout_is_refused(tmp_path: Path):
    assert "no OCI layout" in str(refusal(tmp_path, {"README": b"hello"}))


def test_a_document_is_bounded(tmp_path: Path):
    files = layout(Made()) | {"index.json": b" " * ((16 << 20) + 1)}
    assert "longer than 16,777,216 bytes" in str(refusal(tmp_path, files))


def test_an_index_is_bounded(tmp_path: Path):
    made = Made()
    top = index_of(*[descriptor(made.manifest, MANIFEST_TYPE)] * 10_001)
    assert "more than 10,000" in str(refusal(tmp_path, layout(made, index=top)))


def test_indexes_in_indexes_are_bounded(tmp_path: Path):
    files = layout(Made())
    inner = descriptor(Made().manifest, MANIFEST_TYPE)
    for _ in range(3):
        index = index_of(*[inner] * 100)
        files |= blob_files(index)
        inner = descriptor(index, INDEX_TYPE)
    assert "more than 10,000" in str(refusal(tmp_path, files | {"index.json": index_of(inner)}))


def test_a_long_chain_of_indexes_is_refused(tmp_path: Path):
    files = layout(Made())
    inner = descriptor(Made().manifest, MANIFEST_TYPE)
    for _ in range(8):
        index = index_of(inner)
        files |= blob_files(index)
        inner = descriptor(index, INDEX_TYPE)
    assert "stands in 4 others" in str(refusal(tmp_path, files | {"index.json": index_of(inner)}))


def test_a_blob_that_is_a_link_out_of_the_layout_is_not_followed(tmp_path: Path):
    made = Made()
    root = write_files(tmp_path / "layout", layout(made))
    secret = tmp_path / "secret"
    secret.write_bytes(made.config_file)
    [name] = blob_files(made.config_file)
    (root / name).unlink()
    (root / name).symlink_to(secret)
    with pytest.raises(MalformedArchive, match="cannot be read"):
        read_oci_dir(str(root), Shelf(), platform=None, host=AMD64)


def test_a_blob_that_is_a_fifo_does_not_wait(tmp_path: Path):
    made = Made()
    root = write_files(tmp_path / "layout", layout(made))
    [name] = blob_files(made.config_file)
    (root / name).unlink()
    os.mkfifo(root / name)
    with pytest.raises(MalformedArchive, match="no regular file"):
        read_oci_dir(str(root), Shelf(), platform=None, host=AMD64)


@pytest.mark.parametrize("reader", [read_oci_dir, read_oci_archive])
def test_a_path_that_is_not_there_is_unknown(tmp_path: Path, reader: Any):
    with pytest.raises(UnknownReference):
        reader(str(tmp_path / "none"), Shelf(), platform=None, host=AMD64)


def test_a_tar_that_was_cut_short_is_refused(tmp_path: Path):
    path = Path(write_archive(tmp_path / "x.tar", layout(Made())))
    whole = path.read_bytes()
    for length in (0, 100, 700, len(whole) // 2, len(whole) - 10_000):
        path.write_bytes(whole[:length])
        with pytest.raises(MalformedArchive):
            read_oci_archive(str(path), Shelf(), platform=None, host=AMD64)


def test_a_config_type_is_required(tmp_path: Path):
    made = Made()
    manifest = encoded({"config": {"digest": digest(made.config_file)}, "layers": []})
    files = layout(made, index=index_of(descriptor(manifest, MANIFEST_TYPE))) | blob_files(manifest)
    assert "config is ''" in str(refusal(tmp_path, files))
