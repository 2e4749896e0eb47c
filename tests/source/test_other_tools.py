"""What skopeo and umoci write, read here; and what they unpack, against our tree."""

import os
import shutil
import subprocess
from pathlib import Path

import pytest

from drift.model.oci import Image, Platform
from drift.source.directory import read_directory
from drift.source.docker_archive import read_docker_archive_file
from drift.source.oci_layout import read_oci_archive, read_oci_dir
from drift.tree.delta import delta_between
from drift.tree.fold import fold
from tests.source.archives import Keeper, Shelf
from tests.source.images import gzipped, layout, several_platforms, write_files

AMD64 = Platform("linux", "amd64")
NEEDS_SKOPEO = pytest.mark.skipif(not shutil.which("skopeo"), reason="skopeo is not installed")
NEEDS_UMOCI = pytest.mark.skipif(not shutil.which("umoci"), reason="umoci is not installed")


def run(*command: str | Path) -> str:
    done = subprocess.run(command, check=False, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    return done.stdout


def skopeo(source: str, target: str, *options: str) -> None:
    run("skopeo", "--insecure-policy", "copy", "--quiet", *options, source, target)


@pytest.fixture
def made(tmp_path: Path) -> str:
    """Our own layout, which these tools must be able to read, too."""
    return str(write_files(tmp_path / "made", layout(gzipped(), names=["web"])))


@NEEDS_SKOPEO
def test_what_skopeo_writes_is_the_image_that_it_read(tmp_path: Path, made: str):
    skopeo(f"oci:{made}:web", f"oci:{tmp_path}/dir:1")
    skopeo(f"oci:{made}:web", f"oci-archive:{tmp_path}/oci.tar:1")
    skopeo(f"oci:{made}:web", f"docker-archive:{tmp_path}/docker.tar:web:1")
    skopeo(f"oci:{made}:web", f"oci:{tmp_path}/zstd:1", "--dest-compress-format=zstd", "--dest-compress")
    shelves = [Shelf() for _ in range(5)]
    images = [
        read_oci_dir(made, shelves[0], platform=None, host=AMD64),
        read_oci_dir(f"{tmp_path}/dir", shelves[1], platform=None, host=AMD64, tag="1"),
        read_oci_archive(f"{tmp_path}/oci.tar", shelves[2], platform=None, host=AMD64),
        read_docker_archive_file(f"{tmp_path}/docker.tar", shelves[3], platform=None, host=AMD64, tag="web:1"),
        read_oci_dir(f"{tmp_path}/zstd", shelves[4], platform=None, host=AMD64),
    ]
    assert {image.identity for image in images} == {images[0].identity}
    assert all(shelf.layers == shelves[0].layers for shelf in shelves)


@NEEDS_SKOPEO
def test_skopeo_copies_all_platforms_and_each_is_found(tmp_path: Path):
    made = write_files(tmp_path / "made", several_platforms(gzipped(), gzipped(architecture="arm64"), name="web"))
    skopeo(f"oci:{made}", f"oci:{tmp_path}/all:1", "--all")
    for architecture in ("amd64", "arm64"):
        platform = Platform("linux", architecture)
        assert read_oci_dir(f"{tmp_path}/all", Shelf(), platform=platform, host=AMD64).platform == platform


@pytest.fixture
def umoci_image(tmp_path: Path) -> str:
    """Two layers of real files by umoci: the upper one removes, replaces, links and changes modes."""
    image, bundle = f"{tmp_path}/umoci", tmp_path / "edit"
    run("umoci", "init", "--layout", image)
    run("umoci", "new", "--image", f"{image}:1")
    unpack(image, bundle)
    root = bundle / "rootfs"
    for name in ("etc/app/a", "etc/app/b", "etc/motd", "usr/bin/tool", "old/x/y"):
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_text(name)
    (root / "bin").symlink_to("usr/bin")
    run("umoci", "repack", "--image", f"{image}:1", bundle)
    shutil.rmtree(bundle)
    unpack(image, bundle)
    shutil.rmtree(root / "old")
    (root / "old").write_text("a file now")
    (root / "etc" / "app" / "a").unlink()
    (root / "etc" / "motd").chmod(0o600)
    (root / "usr" / "bin" / "same").hardlink_to(root / "usr" / "bin" / "tool")
    (root / "new\nline").write_text("")
    run("umoci", "repack", "--image", f"{image}:1", bundle)
    shutil.rmtree(bundle)
    return image


def unpack(image: str, bundle: Path) -> None:
    rootless = [] if os.geteuid() == 0 else ["--rootless"]
    run("umoci", "unpack", *rootless, "--image", f"{image}:1", bundle)


@NEEDS_UMOCI
def test_the_tree_of_an_image_is_what_umoci_unpacks(tmp_path: Path, umoci_image: str):
    image, shelf = read(umoci_image)
    unpack(umoci_image, tmp_path / "bundle")
    reading = read_directory(str(tmp_path / "bundle"), Keeper(0))
    assert reading.bundle is not None
    assert reading.bundle["ociVersion"]
    delta = delta_between(fold(shelf.layers[diff_id] for diff_id in image.diff_ids), reading.entries)
    assert (dict(delta.changed), delta.removed) == ({}, frozenset())
    assert {"usr/bin/same", "old", "new\nline", "bin"} <= {entry.path for entry in reading.entries}


def read(path: str) -> tuple[Image, Shelf]:
    shelf = Shelf()
    return read_oci_dir(path, shelf, platform=None, host=AMD64, tag="1"), shelf


@NEEDS_UMOCI
@NEEDS_SKOPEO
def test_an_image_of_umoci_is_the_same_when_it_is_saved_for_docker(tmp_path: Path, umoci_image: str):
    skopeo(f"oci:{umoci_image}:1", f"docker-archive:{tmp_path}/docker.tar:web:1")
    saved = read_docker_archive_file(f"{tmp_path}/docker.tar", Shelf(), platform=None, host=AMD64)
    assert saved.identity == read(umoci_image)[0].identity
