import gzip
import os
from pathlib import Path
from typing import Any

import pytest

from drift.errors import DigestMismatch, MalformedArchive, UnknownReference
from drift.source.oci_layout import read_oci_archive, read_oci_dir
from tests.source.archives import Shelf, digest
from tests.source.images import (
    BASE,
    INDEX_TYPE,
    LAYER_TYPE,
    MANIFEST_TYPE,
    Made,
    blob_files,
    descriptor,
    encoded,
    gzipped,
    index_of,
    layout,
    write_archive,
    write_files,
)
from tests.source.layouts import AMD64, read, refusal


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
