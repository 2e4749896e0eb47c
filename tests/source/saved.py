"""Saved images, read in each of the ways in which they come."""

import gzip
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from drift.errors import DriftError
from drift.model.oci import Image, Platform
from drift.source.docker_archive import read_docker_archive, read_docker_archive_file
from tests.source.archives import Shelf, Trickle
from tests.source.images import Made, archive, blob_files, encoded

AMD64, ARM64 = Platform("linux", "amd64"), Platform("linux", "arm64")


def manifest_json(*images: Made, tags: Any = None, **more: Any) -> dict[str, bytes]:
    """As Docker since 25 writes it: paths are those of blobs."""
    items = [
        {
            "Config": next(iter(blob_files(image.config_file))),
            "RepoTags": tags[position] if tags else None,
            "Layers": [next(iter(blob_files(blob))) for blob in image.blobs],
            **more,
        }
        for position, image in enumerate(images)
    ]
    return {"manifest.json": encoded(items)}


def read(
    tmp_path: Path,
    files: Mapping[str, bytes] | bytes,
    *,
    platform: Platform | None = None,
    host: Platform = AMD64,
    tag: str = "",
) -> Image:
    """From a file that can seek, from one that is gzipped, and from a stream: all must say the same."""
    raw = files if isinstance(files, bytes) else archive(files)
    (tmp_path / "x.tar").write_bytes(raw)
    (tmp_path / "x.tar.gz").write_bytes(gzip.compress(raw, 1))
    shelves = [Shelf(), Shelf(), Shelf()]
    images = [
        read_docker_archive_file(str(tmp_path / "x.tar"), shelves[0], platform=platform, host=host, tag=tag),
        read_docker_archive_file(str(tmp_path / "x.tar.gz"), shelves[1], platform=platform, host=host, tag=tag),
        read_docker_archive(Trickle(raw, 1000), shelves[2], platform=platform, host=host, tag=tag),
    ]
    assert images[0] == images[1] == images[2]
    for shelf in shelves:
        assert {one: shelf.layers[one] for one in images[0].diff_ids} == {
            one: shelves[0].layers[one] for one in images[0].diff_ids
        }
    return images[0]


def refusal(tmp_path: Path, files: Mapping[str, bytes] | bytes, **options: Any) -> DriftError:
    raw = files if isinstance(files, bytes) else archive(files)
    options = {"platform": None, "host": AMD64, **options}
    (tmp_path / "x.tar").write_bytes(raw)
    with pytest.raises(DriftError) as of_file:
        read_docker_archive_file(str(tmp_path / "x.tar"), Shelf(), **options)
    with pytest.raises(DriftError) as of_stream:
        read_docker_archive(Trickle(raw, 5000), Shelf(), **options)
    assert type(of_stream.value) is type(of_file.value)
    assert "\n" not in str(of_file.value)
    return of_stream.value
