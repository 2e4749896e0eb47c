"""Programs that teams have and we do not depend on, in an environment of their own that stays between test runs."""

import os
import subprocess
import sys
from pathlib import Path

from tests.engines.cache import FOLDER, Unavailable, discard, kept

PROGRAMS = ("pre-commit==4.7.0", "check-jsonschema==0.39.0")


def program(name: str) -> Path:
    """pre-commit, or check-jsonschema with the schemas that it brings. Unavailable where the package index does not give them."""
    folder = FOLDER / "-".join(PROGRAMS)
    kept(f"{folder.name}.made", lambda marker: _make(folder, marker))
    return folder / "bin" / name


def _make(folder: Path, marker: Path) -> None:
    """In its own place from the start: the programs name their Python by its path."""
    discard(folder)
    environment = {**os.environ, "PIP_CONSTRAINT": os.devnull, "PIP_DISABLE_PIP_VERSION_CHECK": "1"}
    for command in (
        (sys.executable, "-m", "venv", folder),
        (folder / "bin/python", "-m", "pip", "install", "-qq", *PROGRAMS),
    ):
        done = subprocess.run(command, check=False, capture_output=True, text=True, env=environment)
        if done.returncode:
            discard(folder)
            raise Unavailable(f"{PROGRAMS[0]} cannot be installed: {done.stderr.strip().splitlines()[-1:]}")
    marker.touch()
