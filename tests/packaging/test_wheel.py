"""The wheel as a user gets it: built, installed into an empty environment, away from the checkout."""

import json
import os
import subprocess
import sys
import tomllib
import zipfile
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest
from packaging.utils import canonicalize_name

from drift import __version__
from tests.render.cyclonedx_schema import validator

pytestmark = pytest.mark.packaging

ROOT = Path(__file__).parents[2]
EPOCH = "1700000000"


def run(*command: str | Path, cwd: Path = ROOT, umask: int = -1, **variables: str) -> str:
    """Its output. Constraints of the machine's own have no say in a hashed lock."""
    environment = {**os.environ, "PIP_CONSTRAINT": os.devnull, "PYTHONPATH": "", **variables}
    done = subprocess.run(command, check=False, cwd=cwd, capture_output=True, text=True, env=environment, umask=umask)
    assert done.returncode == 0, f"{command}: {done.stderr or done.stdout}"
    return done.stdout


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What `make dist` makes."""
    folder = tmp_path_factory.mktemp("dist")
    run("tests/machine/dist.sh", folder, PYTHON=sys.executable, SOURCE_DATE_EPOCH=EPOCH)
    return folder


@pytest.fixture(scope="module")
def wheel(made: Path) -> Path:
    (built,) = made.glob("*.whl")
    return built


@pytest.fixture(scope="module")
def programs(made: Path) -> Path:
    """The bin folder of an environment that has the wheel and what of the run lock it needs, and nothing else."""
    return ROOT / ".cache/dist/container-drift/bin"


@pytest.fixture(scope="module")
def bill(made: Path) -> dict[str, Any]:
    (file,) = made.glob("*.cdx.json")
    content: dict[str, Any] = json.loads(file.read_text())
    return content


def digests(folder: Path) -> dict[str, str]:
    return {path.name: sha256(path.read_bytes()).hexdigest() for path in folder.glob("container_drift-*")}


def test_the_same_sources_make_the_same_bytes_anywhere(made, tmp_path):
    """In another folder, with other times and rights of the files."""
    source = tmp_path / "source"
    source.mkdir()
    kept = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["hatch"]["build"]["targets"]["sdist"]["include"]
    for name in (*kept, "/pyproject.toml", "/.gitignore"):
        run("cp", "-r", ROOT / name[1:], source / name[1:], umask=0o077)
    again = tmp_path / "dist"
    build = (sys.executable, "-m", "build", "--no-isolation", "--outdir", again)
    run(*build, cwd=source, umask=0o077, SOURCE_DATE_EPOCH=EPOCH)
    assert len(digests(again)) == 2
    assert digests(again).items() <= digests(made).items()


def test_the_wheel_s_bill_of_materials_is_valid_and_dated_by_its_sources(bill):
    assert [error.message for error in validator().iter_errors(bill)] == []
    assert bill["metadata"]["timestamp"] == "2023-11-14T22:13:20Z"


def test_it_has_the_wheel_and_all_that_the_lock_gives_it_here(bill, programs):
    components: dict[str, str] = {canonicalize_name(one["name"]): one["version"] for one in bill["components"]}
    assert components["container-drift"] == __version__
    listed = json.loads(run(sys.executable, "-m", "pip", "--python", programs / "python", "list", "--format=json"))
    assert components == {canonicalize_name(one["name"]): one["version"] for one in listed}
    assert not {"hatchling", "pytest", "setuptools"} & components.keys()


def test_the_wheel_has_every_file_of_the_package_and_the_templates(wheel):
    with zipfile.ZipFile(wheel) as archive:
        packed = set(archive.namelist())
    package = {
        str(path.relative_to(ROOT))
        for path in (ROOT / "drift").rglob("*")
        if path.is_file() and "__pycache__" not in path.parts
    }
    templates = {
        f"drift/render/templates/{path.relative_to(ROOT / 'reports/templates')}"
        for path in (ROOT / "reports/templates").rglob("*")
        if path.is_file()
    }
    assert templates
    assert "drift/py.typed" in packed
    assert (package | templates) - packed == set()


def test_the_wheel_has_nothing_beside_the_package_and_its_metadata(wheel):
    with zipfile.ZipFile(wheel) as archive:
        folders = {name.partition("/")[0] for name in archive.namelist()}
    version = wheel.name.split("-")[1]
    assert folders == {"drift", f"container_drift-{version}.dist-info"}


def test_the_installed_command_says_its_version(programs, tmp_path):
    version = run(sys.executable, "-c", "import drift; print(drift.__version__)").strip()
    assert version in run(programs / "drift", "--version", cwd=tmp_path)


def test_what_is_installed_is_not_the_checkout(programs, tmp_path):
    where = run(programs / "python", "-c", "import drift; print(drift.__file__)", cwd=tmp_path)
    assert Path(where).is_relative_to(programs.parent)


def test_what_is_installed_needs_nothing_more(programs):
    assert "No broken requirements" in run(programs / "python", "-m", "pip", "check")


def test_the_installed_command_renders_a_page(programs, tmp_path):
    for side, workers in (("before", 4), ("after", 8)):
        (tmp_path / side / "etc").mkdir(parents=True)
        (tmp_path / side / "etc/app.conf").write_text(f"workers = {workers}\n")
    run(
        programs / "drift",
        "diff",
        f"dir:{tmp_path / 'before'}",
        f"dir:{tmp_path / 'after'}",
        "-o",
        tmp_path / "report.html",
        cwd=tmp_path,
    )
    page = (tmp_path / "report.html").read_text()
    assert page.startswith("<!doctype html>")
    assert "/etc/app.conf" in page


def test_the_names_of_the_distribution_and_the_command_are_the_documented_ones():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    assert project["name"] == "container-drift"
    assert set(project["scripts"]) == {"drift"}
