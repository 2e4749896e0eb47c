import gzip
import io
import tarfile
from pathlib import Path

import pytest

from drift.errors import DigestMismatch, MalformedArchive, UnknownReference
from drift.source.blobs import LARGEST_DOCUMENT, MOST_MEMBERS
from drift.source.docker_archive import read_docker_archive, read_docker_archive_file
from tests.source.archives import END, Shelf, block, digest, member, tar_of
from tests.source.images import BASE, Made, archive, blob_files, encoded, gzipped, layout, legacy
from tests.source.saved import AMD64, manifest_json, read, refusal


@pytest.mark.parametrize("gone", [".json", "0/layer.tar", "1/layer.tar"])
def test_a_part_that_is_missing_is_named(tmp_path: Path, gone: str):
    files = legacy(Made())
    name = next(name for name in files if name.endswith(gone) and name != "manifest.json")
    assert name in str(refusal(tmp_path, {key: files[key] for key in files if key != name}))


def test_an_archive_without_a_manifest_is_no_image(tmp_path: Path):
    assert "no saved image" in str(refusal(tmp_path, {"README": b"hello"}))


def test_a_layer_that_is_another_than_the_config_says_is_a_mismatch(tmp_path: Path):
    made = Made(more={"rootfs": {"diff_ids": [digest(BASE), digest(b"other")]}})
    assert isinstance(refusal(tmp_path, legacy(made)), DigestMismatch)


def test_a_blob_with_another_content_than_its_name_says_is_a_mismatch(tmp_path: Path):
    made = gzipped()
    files = layout(made) | manifest_json(made)
    files[next(iter(blob_files(made.packed[0])))] = gzip.compress(BASE, 1)
    assert isinstance(refusal(tmp_path, files), DigestMismatch)


def test_a_config_with_another_content_than_its_name_says_is_refused(tmp_path: Path):
    made = Made()
    files = layout(made) | manifest_json(made)
    files[next(iter(blob_files(made.config_file)))] = made.config_file + b" "
    assert "has the digest" in str(refusal(tmp_path, files))


def test_fewer_layers_than_the_config_has_are_refused(tmp_path: Path):
    made = Made(more={"rootfs": {"diff_ids": [*Made().diff_ids, digest(b"")]}})
    assert "2 layers, its config names 3" in str(refusal(tmp_path, legacy(made)))


def test_a_layer_that_is_no_tar_is_refused(tmp_path: Path):
    assert "layer" in str(refusal(tmp_path, legacy(Made(layers=(b"no tar at all",)))))


def test_a_layer_that_is_damaged_is_refused_when_the_manifest_names_it(tmp_path: Path):
    assert "wrong checksum" in str(refusal(tmp_path, legacy(Made(layers=(block(b"a") + b"\1" * 512 + END,)))))


def test_a_windows_image_is_refused(tmp_path: Path):
    assert "Windows" in str(refusal(tmp_path, legacy(Made(os="windows"))))


def test_names_in_a_message_are_escaped_and_cut(tmp_path: Path):
    name = "a\nb\x1b[31m\udcff/" + "x" * 3000
    made = Made(layers=(block(b"a") + b"\1" * 512,))
    raw = tar_of(
        member(name, made.layers[0]),
        member("c.json", made.config_file),
        member("manifest.json", encoded([{"Config": "c.json", "RepoTags": ["t\n" * 999], "Layers": [name]}])),
    )
    for options in ({}, {"tag": "none"}):
        line = str(refusal(tmp_path, raw, **options))
        assert line.isprintable()
        assert len(line) < 400


@pytest.mark.parametrize(
    "manifest",
    [
        b"",
        b"{}",
        b"[]",
        b"[1]",
        b"null",
        b"[{}]",
        b'[{"Config": 1}]',
        b'[{"Config": "c", "Layers": "x"}]',
        b'[{"Config": "manifest.json"}]',
        b'[{"Config": "../../etc/passwd"}]',
        b"[" * 100_000,
        b'[{"Config": "c", "RepoTags": [1]}]',
    ],
)
def test_a_manifest_of_a_wrong_shape_is_refused(tmp_path: Path, manifest: bytes):
    assert type(refusal(tmp_path, legacy(Made()) | {"manifest.json": manifest})) is MalformedArchive


@pytest.mark.parametrize("cut", [0, 1, 511, 512, 3000, -1024, -1025, -6000])
def test_an_archive_that_was_cut_short_is_refused(tmp_path: Path, cut: int):
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode="w", format=tarfile.PAX_FORMAT) as tar:
        for name, content in legacy(Made()).items():
            info, _ = member(name, content)
            tar.addfile(info, io.BytesIO(content))
        end = tar.offset
    raw = buffer.getvalue()[: end + 1024]
    assert isinstance(refusal(tmp_path, raw[:cut]), MalformedArchive)


def test_a_document_that_is_too_long_is_refused_where_it_is_needed(tmp_path: Path):
    assert "longer than" in str(refusal(tmp_path, legacy(Made()) | {"manifest.json": b" " * (LARGEST_DOCUMENT + 1)}))
    files = legacy(Made()) | {"sbom.json": b"{" + b" " * LARGEST_DOCUMENT}
    assert read(tmp_path, files).references == ("web:1",)


def test_documents_together_are_bounded_in_a_stream():
    filler = {f"{number}.json": b" " * LARGEST_DOCUMENT for number in range(9)}
    with pytest.raises(MalformedArchive, match="files that are no layers"):
        read_docker_archive(io.BytesIO(archive(filler)), Shelf(), platform=None, host=AMD64)


def test_members_are_bounded():
    raw = block(b"d", b"5") * (MOST_MEMBERS + 1) + END
    with pytest.raises(MalformedArchive, match="more than 100,000 members"):
        read_docker_archive(io.BytesIO(raw), Shelf(), platform=None, host=AMD64)


def test_a_path_that_is_not_there_is_unknown(tmp_path: Path):
    with pytest.raises(UnknownReference, match="No such file"):
        read_docker_archive_file(str(tmp_path / "none"), Shelf(), platform=None, host=AMD64)
