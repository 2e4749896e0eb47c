"""Builds the documentation site of docs/ and of two pages that are made here: the commands, by their own help, and the decisions.

`python -m tests.docs.site FOLDER` (make docs); a broken link or a page that is not there ends it with 1.
"""

import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import typer

from drift.cli import app

ROOT = Path(__file__).parents[2]
WIDTH = 100


def built(folder: Path) -> Path:
    """Where the pages are. CalledProcessError where a warning was given."""
    shutil.rmtree(folder, ignore_errors=True)
    shutil.copytree(ROOT / "docs", folder / "docs")
    shutil.copy(ROOT / "zensical.toml", folder)
    (folder / "docs/reference/commands.md").write_text(commands_page(), encoding="utf-8")
    (folder / "docs/decisions/index.md").write_text(decisions_page(), encoding="utf-8")
    subprocess.run([Path(sys.executable).with_name("zensical"), "build", "--strict"], cwd=folder, check=True)
    return folder / "site"


def commands_page() -> str:
    top = typer.main.get_command(app)
    sections = "".join(f"\n## {name}\n\n```text\n{help_text}\n```\n" for name, help_text in _helps("drift", top))
    return f"# Commands\n\nWhat `--help` says of each.\n{sections}"


def decisions_page() -> str:
    rows = "".join(
        f"| {number} | [{title}]({path.name}) |\n"
        for path in sorted((ROOT / "docs/decisions").glob("*.md"))
        for number, title in [path.read_text(encoding="utf-8").partition("\n")[0].removeprefix("# ").split(". ", 1)]
    )
    return f"# Decisions\n\nWhat another would ask about: why it is so, and what was considered and left.\n\n| | |\n|---|---|\n{rows}"


def _helps(name: str, command) -> Iterator[tuple[str, str]]:
    context = command.make_context(name, [], resilient_parsing=True, max_content_width=WIDTH, terminal_width=WIDTH)
    yield name, command.get_help(context).strip()
    for below, one in getattr(command, "commands", {}).items():
        if not one.hidden:
            yield from _helps(f"{name} {below}", one)


if __name__ == "__main__":
    print(built(Path(sys.argv[1])) / "index.html")
