"""Real package databases, and this machine's own, against what the package managers say is in them."""

import csv
import io
import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from drift.collectors.packages.dpkg import parse
from drift.collectors.packages.python import normalised
from drift.joins.packages import packages
from tests.joins.trees import link, root

CORPUS = Path(os.environ.get("DRIFT_TEST_CORPUS") or Path(__file__).parents[3] / "shared" / "corpus")

DPKG_CASES = ("dpkg-distroless", "dpkg-distroless-arm64", "dpkg-ubuntu-part")


def case(name: str) -> tuple[dict[str, Any], Path]:
    """What must be found, and the root file system that it is found in."""
    folder = CORPUS / name
    if not folder.is_dir():
        pytest.skip("the corpus of package databases is not here: DRIFT_TEST_CORPUS names its folder")
    expected: dict[str, Any] = json.loads((folder / "expected.json").read_text())
    return expected, folder / "root"


def read_root(folder: Path) -> dict[str, Any]:
    """Key → content of the packages of a directory."""
    paths = [path for path in folder.rglob("*") if path.is_file() or path.is_symlink()]
    contents = {str(path.relative_to(folder)): path.read_bytes() for path in paths if not path.is_symlink()}
    links = [link(str(path.relative_to(folder)), str(path.readlink())) for path in paths if path.is_symlink()]
    section = packages(*root(contents, *links))
    assert section.set is not None, section.reason
    return {one.key: one.value for one in section.set.records}


@pytest.mark.parametrize("name", DPKG_CASES)
def test_every_package_of_a_real_database_is_found_and_none_is_invented(name):
    expected, folder = case(name)
    found = read_root(folder)
    assert {
        (key.rpartition("/")[2].replace("%2B", "+"), version, architecture, content["source"])
        for key, content in found.items()
        for version in content["versions"]
        for architecture in content["architectures"]
    } == {(one["name"], one["version"], one["arch"], one["source"]) for one in expected["packages"]}


def test_this_machines_database_is_read_as_dpkg_reads_it():
    status = Path("/var/lib/dpkg/status")
    if not status.exists() or not shutil.which("dpkg-query"):
        pytest.skip("this machine has no dpkg")
    fields = "${Package}\t${Version}\t${Architecture}\t${source:Package}\t${db:Status-Status}\n"
    listed = subprocess.run(["dpkg-query", "-W", "-f", fields], capture_output=True, text=True, check=True).stdout
    expected = {tuple(row[:4]) for row in csv.reader(io.StringIO(listed), delimiter="\t") if row[4] == "installed"}
    found = parse(io.BytesIO(status.read_bytes()), "status")
    assert found is not None
    assert {(one["name"], one["version"], one["architecture"], one["source"]) for one in found} == expected
    assert len(expected) > 50


def test_this_environments_packages_are_those_that_pip_lists():
    listed = subprocess.run(
        [sys.executable, "-m", "pip", "list", "--format=json", "--disable-pip-version-check"],
        capture_output=True,
        text=True,
        check=True,
    ).stdout
    expected = {(normalised(one["name"]), one["version"]) for one in json.loads(listed)}
    site = Path(next(path for path in sys.path if path.endswith("site-packages")))
    metadata = [*site.glob("*.dist-info/METADATA"), *site.glob("*.egg-info/PKG-INFO"), *site.glob("*.egg-info")]
    contents = {str(path.relative_to("/")): path.read_bytes() for path in metadata if path.is_file()}
    section = packages(*root(contents))
    assert section.set is not None, section.reason
    found = {
        (one.key.partition("#")[0].removeprefix("pkg:pypi/"), version)
        for one in section.set.records
        for version in one.value["versions"]
    }
    assert found == expected
    assert {one.key.partition("#")[2] for one in section.set.records} == {str(site)}
