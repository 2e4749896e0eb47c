"""Installed by pip, npm, pnpm and gem from what the test itself packs, and compared with what each of them lists."""

import hashlib
import json
import os
import shutil
import subprocess
import sys
import venv
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from drift.collectors.packages.python import normalised
from drift.collectors.packages.python_record import parse as parse_record
from drift.collectors.packages.python_record import recorded
from drift.joins.declared import declared
from drift.joins.packages import packages
from drift.model.snapshot import Section
from tests.collectors.packages.wheels import editable_project, wheel
from tests.engines.cache import kept
from tests.joins.trees import root

pytestmark = pytest.mark.process
PNPM = "pnpm@9.15.9"
"""It runs on Node.js 18, which Debian 12 has."""


def program(name: str) -> str:
    path = shutil.which(name)
    if path is None:
        pytest.skip(f"{name} is not here: tests/machine/setup.py says what to install")
    return path


def run(*command: str | Path, cwd: Path | None = None, **environment: str) -> str:
    words = [str(word) for word in command]
    done = subprocess.run(
        words, cwd=cwd, env=os.environ | environment, capture_output=True, text=True, check=False, timeout=120
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def files_below(*folders: Path) -> dict[str, bytes]:
    paths = [path for folder in folders for path in folder.rglob("*") if path.is_file() and not path.is_symlink()]
    return {str(path.relative_to("/")): path.read_bytes() for path in paths}


def keys_and_versions(section: Section) -> set[tuple[str, str]]:
    assert section.set is not None, section.reason
    return {(one.key, version) for one in section.set.records for version in one.value["versions"]}


@pytest.fixture(scope="module")
def environment(tmp_path_factory):
    """A virtual environment with two wheels and a project that is installed from its directory."""
    folder = tmp_path_factory.mktemp("python")
    venv.create(folder / "venv", symlinks=True, with_pip=False)
    script = {"tool/__init__.py": "x = 1\n", "tool-2.0.data/scripts/tool": "#!python\n"}
    wheels = [wheel(folder, "Left_Pad", "1.0.post1", {"left.py": ""}), wheel(folder, "tool", "2.0", script)]
    edited = editable_project(folder / "edited")
    python = folder / "venv/bin/python"
    quiet = ("--no-index", "--no-deps", "--disable-pip-version-check", "--no-compile", "-q")
    run(sys.executable, "-m", "pip", "--python", python, "install", *quiet, *wheels, "-e", edited)
    return folder


def test_a_virtual_environment_has_what_pip_lists(environment):
    python = environment / "venv/bin/python"
    listed = json.loads(run(sys.executable, "-m", "pip", "--python", python, "list", "--format=json"))
    (site,) = environment.glob("venv/lib/python3*/site-packages")
    expected = {(f"pkg:pypi/{normalised(one['name'])}#{site}", one["version"]) for one in listed}
    assert len(expected) == 3
    assert keys_and_versions(packages(*root(files_below(environment / "venv")))) == expected


def test_pip_says_where_a_package_was_got_from(environment):
    frozen = run(sys.executable, "-m", "pip", "--python", environment / "venv/bin/python", "freeze")
    section = packages(*root(files_below(environment / "venv")))
    assert section.set is not None
    origins = {one.key.partition("#")[0]: one.value.get("origins") for one in section.set.records}
    url = (environment / "edited").as_uri()
    assert origins["pkg:pypi/edited"] == [f"-e {url}"]
    assert f"tool @ {(origins['pkg:pypi/tool'] or ['?'])[0]}" in frozen


def test_every_file_that_pip_recorded_is_there_with_its_digest(environment):
    (record,) = environment.glob("venv/lib/python3*/site-packages/tool-2.0.dist-info/RECORD")
    with record.open("rb") as content:
        files = {one.path: one.sha256 for one in recorded(parse_record(content, "RECORD"))}
    site = record.parents[1]
    assert {"tool/__init__.py", "../../../bin/tool", "tool-2.0.dist-info/RECORD"} <= files.keys()
    found = {path: hashlib.sha256((site / path).read_bytes()).digest() for path, digest in files.items() if digest}
    assert found == {path: digest for path, digest in files.items() if digest}
    assert len(found) >= 4


def node_package(folder: Path, name: str, version: str, **more: object) -> Path:
    folder.mkdir(parents=True)
    (folder / "package.json").write_text(json.dumps({"name": name, "version": version, "license": "MIT", **more}))
    return folder


@pytest.fixture(scope="module")
def application(tmp_path_factory):
    """Two versions of a package, one of them brought along by a scoped one, and the older once more by an alias."""
    npm = program("npm")
    folder = tmp_path_factory.mktemp("npm")
    older = node_package(folder / "older", "left", "1.0.0")
    node_package(folder / "newer", "left", "2.0.0")
    scoped = node_package(
        folder / "scoped", "@s/right", "1.0.0", dependencies={"left": "1.0.0"}, bundleDependencies=["left"]
    )
    shutil.copytree(older, scoped / "node_modules/left")
    wants = {"left": "file:../newer", "@s/right": "file:../scoped"}
    app = node_package(folder / "app", "app", "0.0.0", dependencies=wants, devDependencies={"old": "file:../older"})
    quiet = ("--offline", "--install-links", "--ignore-scripts", "--no-audit", "--no-fund")
    run(npm, "install", *quiet, cwd=app)
    return app


def test_a_node_modules_has_what_npm_lists(application):
    listed = json.loads(run(program("npm"), "query", "*", cwd=application))
    inside = {(one["name"], one["version"]) for one in listed if one["location"]}
    assert inside == {("left", "1.0.0"), ("left", "2.0.0"), ("@s/right", "1.0.0")}
    place = f"{application}/node_modules"
    assert keys_and_versions(packages(*root(files_below(application)))) == {
        (f"pkg:npm/{name.replace('@', '%40')}#{place}", version) for name, version in inside
    }


def test_what_npm_installed_is_what_its_lock_file_declares(application):
    tree, facts = root(files_below(application))
    installed = {(key.partition("#")[0], version) for key, version in keys_and_versions(packages(tree, facts))}
    locked = {(key.partition("#")[0], version) for key, version in keys_and_versions(declared(tree, facts))}
    assert installed == locked


@pytest.fixture(scope="module")
def pnpm() -> Path:
    """pnpm has a registry of its own alone: fetched once."""
    npm = program("npm")

    def fetch(target: Path) -> None:
        target.mkdir()
        run(npm, "install", "--prefix", target, "--no-audit", "--no-fund", PNPM, cwd=target)

    return kept(PNPM, fetch) / "node_modules/.bin/pnpm"


@pytest.fixture(scope="module")
def linked(pnpm, tmp_path_factory):
    """As `application`, by pnpm: each package once in .pnpm, and links to it."""
    folder = tmp_path_factory.mktemp("pnpm")
    node_package(folder / "older", "left", "1.0.0")
    node_package(folder / "newer", "left", "2.0.0")
    node_package(folder / "scoped", "@s/right", "1.0.0", dependencies={"left": "file:../older"})
    wants = {"left": "file:../newer", "@s/right": "file:../scoped"}
    app = node_package(folder / "app", "app", "0.0.0", dependencies=wants)
    run(pnpm, "install", "--offline", "--store-dir", folder / "store", cwd=app)
    return app


def dependencies(listed: Any) -> Iterator[tuple[str, str]]:
    """(name, directory) of everything in a tree that `pnpm list` gives."""
    for name, one in listed.get("dependencies", {}).items():
        yield name, one["path"]
        yield from dependencies(one)


def test_what_pnpm_links_has_what_pnpm_lists(pnpm, linked):
    (listed,) = json.loads(run(pnpm, "list", "--json", "--depth", "Infinity", cwd=linked))
    expected = {
        (name, json.loads(Path(place, "package.json").read_bytes())["version"], f"{place}/package.json")
        for name, place in dependencies(listed)
    }
    assert {one[:2] for one in expected} == {("left", "1.0.0"), ("left", "2.0.0"), ("@s/right", "1.0.0")}
    section = packages(*root(files_below(linked)))
    assert section.set is not None, section.reason
    found = [(one.key.partition("#")[0].removeprefix("pkg:npm/"), one.value) for one in section.set.records]
    assert {(name.replace("%40", "@"), version) for name, one in found for version in one["versions"]} == {
        one[:2] for one in expected
    }
    assert {path for _, one in found for path in one["evidence"]} == {path for _, _, path in expected}


def test_gems_are_those_that_gem_lists(tmp_path):
    gem = program("gem")
    spec = 'Gem::Specification.new { |s| s.name, s.version, s.summary, s.authors, s.licenses = "left", "1.2", "x", ["x"], ["MIT"] }'
    (tmp_path / "left.gemspec").write_text(spec)
    run(gem, "build", "left.gemspec", cwd=tmp_path)
    home = tmp_path / "home"
    run(gem, "install", "--local", "--no-document", "--install-dir", home, "left-1.2.gem", cwd=tmp_path)
    places = [home, *(Path(place) for place in run(gem, "env", "gempath").strip().split(":"))]
    listed = run(gem, "list", "--local", "--quiet", GEM_HOME=str(home), GEM_PATH=":".join(map(str, places)))
    expected = {
        (name, version.removeprefix("default: "))
        for name, _, versions in (line.partition(" ") for line in listed.splitlines())
        for version in versions.strip("()").split(", ")
    }
    found = keys_and_versions(packages(*root(files_below(*(place / "specifications" for place in places)))))
    assert {(key.partition("#")[0].removeprefix("pkg:gem/"), version) for key, version in found} == expected
    assert ("left", "1.2") in expected
