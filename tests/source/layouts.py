"""OCI layouts, read from a directory and from a tar."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from drift.errors import DriftError
from drift.model.oci import Image, Platform
from drift.source.oci_layout import read_oci_archive, read_oci_dir
from tests.source.archives import Shelf
from tests.source.images import (
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
