"""The image of the demo: what independent tools, and drift's own readers, see in its two forms."""

import hashlib
import json
import os
import platform
import shutil
import subprocess
from importlib.metadata import distribution
from pathlib import Path

import pytest

from drift.demo.image import Build, save_archive, write_layout
from drift.demo.nodes import Tree, as_layer, file, folder, lay_out, link, owned, with_parents
from drift.model.oci import Image, Platform
from drift.source.docker_archive import read_docker_archive_file
from drift.source.oci_layout import read_oci_dir
from drift.tree.fold import fold
from tests.demo.bases import of_files_alone, of_this_machine
from tests.demo.walking import as_walked, walked
from tests.source.archives import Shelf

HOST = Platform.of("linux", platform.machine())


@pytest.fixture(scope="module")
def builds():
    return [Build.of(of_this_machine(), version) for version in ("1.4", "1.5")]


@pytest.fixture(scope="module")
def layout(builds, tmp_path_factory):
    directory = tmp_path_factory.mktemp("image") / "layout"
    write_layout(builds, directory)
    return directory


@pytest.fixture(scope="module")
def archive(builds, tmp_path_factory):
    path = tmp_path_factory.mktemp("image") / "shop.tar"
    path.write_bytes(save_archive(builds))
    return path


def program(name: str) -> str:
    found = shutil.which(name)
    if found is None:
        pytest.skip(f"{name} is not installed")
    return found


def from_layout(layout: Path, tag: str, shelf: Shelf) -> Image:
    return read_oci_dir(str(layout), shelf, platform=None, host=HOST, tag=tag)


def test_every_blob_has_the_digest_that_it_is_named_by(layout):
    blobs = list((layout / "blobs/sha256").iterdir())
    assert len(blobs) == 7  # one base, and for each build a layer, a config and a manifest
    assert [blob.name for blob in blobs] == [hashlib.sha256(blob.read_bytes()).hexdigest() for blob in blobs]


def test_skopeo_copies_it_and_finds_the_same_config(layout, builds, tmp_path):
    command = (program("skopeo"), "copy", "--quiet", f"oci:{layout}:1.4", f"dir:{tmp_path}/copy")
    subprocess.run(command, check=True, capture_output=True)
    manifest = json.loads((tmp_path / "copy/manifest.json").read_bytes())
    assert manifest["config"]["digest"] == f"sha256:{hashlib.sha256(builds[0].config).hexdigest()}"


def test_skopeo_reads_the_archive(archive, builds):
    reference = f"docker-archive:{archive}:{builds[1].reference}"
    done = subprocess.run((program("skopeo"), "inspect", "--config", reference), check=True, capture_output=True)
    assert json.loads(done.stdout)["config"]["Env"] == json.loads(builds[1].config)["config"]["Env"]


@pytest.mark.skipif(os.geteuid() != 0, reason="umoci gives files to their owners")
def test_umoci_unpacks_what_a_container_is_said_to_find(layout, builds, tmp_path):
    command = (program("umoci"), "unpack", "--image", f"{layout}:1.5", str(tmp_path / "bundle"))
    subprocess.run(command, check=True, capture_output=True)
    assert walked(tmp_path / "bundle/rootfs") == as_walked(builds[1].tree)


@pytest.mark.parametrize("tag", ["1.4", "1.5"])
def test_both_forms_are_one_image(layout, archive, builds, tag):
    build = next(one for one in builds if one.version == tag)
    of_archive = read_docker_archive_file(str(archive), Shelf(), platform=None, host=HOST, tag=build.reference)
    assert from_layout(layout, tag, Shelf()).identity == of_archive.identity


def test_the_folded_layers_are_what_a_container_is_said_to_find(layout, builds):
    shelf = Shelf()
    image = from_layout(layout, "1.4", shelf)
    tree = fold([shelf.layers[diff_id] for diff_id in image.diff_ids])
    entries = {path: entry for path in tree.paths() if (entry := tree.entry(path))}
    assert {path: (entry.type, entry.uid, entry.gid, entry.size) for path, entry in entries.items()} == {
        path: (node.type, node.uid, node.gid, len(node.content)) for path, node in builds[0].tree.items()
    }
    assert "etc/issue" not in entries


def test_the_builds_share_their_base_and_differ_in_a_file_a_package_and_a_variable(builds):
    old, new = builds
    assert old.layers[0] == new.layers[0]
    changed = {path for path in old.tree.keys() | new.tree.keys() if old.tree.get(path) != new.tree.get(path)}
    assert "opt/shop/app/api.py" in changed
    assert {path.split("/")[-2] for path in changed if path.endswith("METADATA")} == {
        "shop-1.4.0.dist-info",
        "shop-1.5.0.dist-info",
    }
    variables = [json.loads(build.config)["config"]["Env"] for build in builds]
    assert set(variables[0]) ^ set(variables[1]) == {"SHOP_RELEASE=1.4", "SHOP_RELEASE=1.5"}


def test_the_same_files_give_the_same_bytes(builds, archive, layout, tmp_path):
    again = [Build.of(of_this_machine(), build.version) for build in builds]
    write_layout(again, tmp_path / "layout")
    assert walked(tmp_path / "layout") == walked(layout)
    assert save_archive(again) == archive.read_bytes()


def test_there_is_a_python_package_with_the_metadata_that_its_makers_gave_it(builds):
    metadata = [path for path in builds[0].tree if path.endswith("METADATA") and "platformdirs" in path]
    assert [builds[0].tree[path].content.decode() for path in metadata] == [
        distribution("platformdirs").read_text("METADATA")
    ]


def test_files_alone_are_an_image_too():
    build = Build.of(of_files_alone(), "1.4")
    assert json.loads(build.config)["architecture"] == HOST.architecture
    assert not any(path.startswith("usr/lib/") for path in build.tree)


def tree() -> Tree:
    return with_parents(
        {"a/b/run": file("#!/bin/sh\n", 0o755), "a/sticky": folder(0o1777), "a/link": link("../a/b/run")}
    )


def test_a_tree_is_laid_out_as_it_is(tmp_path):
    mine = owned(tree(), (os.getuid(), os.getgid()))
    lay_out(mine, tmp_path / "root")
    assert walked(tmp_path / "root") == as_walked(mine)


def test_the_umask_changes_nothing(tmp_path):
    before = os.umask(0o077)
    try:
        lay_out(owned(tree(), (os.getuid(), os.getgid())), tmp_path / "root")
    finally:
        os.umask(before)
    assert (tmp_path / "root/a/b/run").stat().st_mode & 0o777 == 0o755
    assert (tmp_path / "root/a/sticky").stat().st_mode & 0o7777 == 0o1777


def test_what_is_removed_is_a_whiteout_in_the_layer(tmp_path):
    (tmp_path / "layer.tar").write_bytes(as_layer({}, ["etc/issue"]))
    listed = subprocess.run((program("tar"), "-tf", tmp_path / "layer.tar"), check=True, capture_output=True)
    assert listed.stdout == b"etc/.wh.issue\n"
