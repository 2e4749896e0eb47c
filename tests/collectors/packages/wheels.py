"""Wheels as small as they can be (PEP 427), and a project that can be installed from its own directory (PEP 660)."""

import zipfile
from pathlib import Path

WHEEL = "Wheel-Version: 1.0\nGenerator: tests\nRoot-Is-Purelib: true\nTag: py3-none-any\n"
PROJECT = '[build-system]\nrequires = []\nbuild-backend = "backend"\nbackend-path = ["."]\n'
BACKEND = """\
import pathlib, sys

sys.path.insert(0, {folder!r})
from wheels import wheel


def build_editable(directory, config_settings=None, metadata_directory=None):
    return wheel(pathlib.Path(directory), "edited", "0.1", {{"edited.pth": str(pathlib.Path.cwd())}}).name
"""


def wheel(folder: Path, name: str, version: str, files: dict[str, str]) -> Path:
    """Its RECORD states no digests: pip writes it anew when it installs it."""
    path = folder / f"{name}-{version}-py3-none-any.whl"
    info = f"{name}-{version}.dist-info"
    contents = {
        **files,
        f"{info}/METADATA": f"Metadata-Version: 2.1\nName: {name}\nVersion: {version}\nLicense: MIT\n",
        f"{info}/WHEEL": WHEEL,
    }
    contents[f"{info}/RECORD"] = "".join(f"{each},,\n" for each in (*contents, f"{info}/RECORD"))
    with zipfile.ZipFile(path, "w") as archive:
        for each, text in contents.items():
            archive.writestr(each, text)
    return path


def editable_project(folder: Path) -> Path:
    folder.mkdir()
    (folder / "pyproject.toml").write_text(f'{PROJECT}[project]\nname = "edited"\nversion = "0.1"\n')
    (folder / "backend.py").write_text(BACKEND.format(folder=str(Path(__file__).parent)))
    return folder
