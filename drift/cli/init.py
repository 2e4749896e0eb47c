"""`drift init`: a commented drift.toml from what runs now."""

from pathlib import Path
from typing import Annotated

import typer

from drift.cli.options import Context, Host, note


def init(
    path: Annotated[Path, typer.Argument(metavar="[FILE]")] = Path("drift.toml"),
    *,
    host: Host = None,
    context: Context = None,
    force: Annotated[bool, typer.Option("--force", help="Replace the file.")] = False,
) -> None:
    """Write a commented drift.toml: the engine that is in reach, the services that run there, all settings with their defaults."""
    from drift.cli.output import write_text
    from drift.errors import OutputError
    from drift.pipeline.starting import starting_policy

    if path.exists() and not force:
        raise OutputError(f"{str(path)!r} is there already", remedy="use --force to replace it, or name another file")
    text, found = starting_policy(host, context)
    write_text(text, path)
    note(f"wrote {path}: {found}; next: edit it, then drift config check")
