"""The wheel as a user gets it: built, installed into an empty environment, away from the checkout."""

import os
import subprocess
import sys
import tomllib
import zipfile
from pathlib import Path

import pytest

pytestmark = pytest.mark.packaging

ROOT = Path(__file__).parents[2]


def run(*command: str | Path, cwd: Path = ROOT) -> str:
    """Its output. Constraints of the machine's own have no say in a hashed lock."""
    done = subprocess.run(
        command, check=False, cwd=cwd, capture_output=True, text=True, env=os.environ | {"PIP_CONSTRAINT": os.devnull}
    )
    assert done.returncode == 0, f"{command}: {done.stderr or done.stdout}"
    return done.stdout


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("wheel")
    run(sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", folder)
    (built,) = folder.glob("*.whl")
    return built


@pytest.fixture(scope="module")
def programs(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The bin folder of an environment that has the wheel and the run lock and nothing else."""
    folder = tmp_path_factory.mktemp("installed")
    run(sys.executable, "-m", "venv", folder)
    pip = (folder / "bin/python", "-m", "pip", "install", "-qq", "--disable-pip-version-check")
    run(*pip, "--require-hashes", "-r", ROOT / "requirements/run.txt")
    run(*pip, "--no-deps", wheel)
    return folder / "bin"


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
