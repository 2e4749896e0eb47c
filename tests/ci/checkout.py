"""A checkout of this project as a user's CI has it: a clone of its newest state, what is not committed yet included."""

import os
import shutil
import subprocess
from pathlib import Path

ROOT = Path(__file__).parents[2]
AUTHOR = {"GIT_AUTHOR_NAME": "ci", "GIT_AUTHOR_EMAIL": "ci@example.invalid"}
COMMITTER = {"GIT_COMMITTER_NAME": "ci", "GIT_COMMITTER_EMAIL": "ci@example.invalid"}
GIT = {**AUTHOR, **COMMITTER, "GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_SYSTEM": os.devnull}
SHIPPED = (".github", ".gitignore", ".pre-commit-hooks.yaml", "LICENSE", "README.md", "action.yml", "pyproject.toml")
FOLDERS = ("drift", "reports", "requirements", "templates")


def git(folder: Path, *words: str) -> str:
    environment = {**os.environ, **GIT}
    done = subprocess.run(["git", "-C", folder, *words], capture_output=True, text=True, check=False, env=environment)
    assert done.returncode == 0, f"git {words}: {done.stderr}"
    return done.stdout.strip()


def commit(folder: Path) -> str:
    """All of a folder, as the first commit of a repository of its own; its name."""
    git(folder, "init", "-q", "-b", "main")
    git(folder, "add", "-A")
    git(folder, "commit", "-q", "-m", "as it is")
    return git(folder, "rev-parse", "HEAD")


def checkout(into: Path) -> Path:
    """What .gitignore keeps out is not in its commit, whatever lies in the folder."""
    into.mkdir(parents=True)
    for name in (*SHIPPED, *FOLDERS):
        source = ROOT / name
        if source.is_dir():
            shutil.copytree(source, into / name, ignore=shutil.ignore_patterns("__pycache__"))
        elif source.exists():
            shutil.copy2(source, into / name)
    commit(into)
    return into
