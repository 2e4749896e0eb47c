"""`drift init`: a commented drift.toml from what runs now."""

from pathlib import Path
from typing import Annotated

import typer

from drift.cli.options import Context, Host, Output, Quiet, place


def init(
    file: Annotated[Path, typer.Argument(metavar="[FILE]")] = Path("drift.toml"),
    *,
    host: Host = None,
    context: Context = None,
    force: Annotated[bool, typer.Option("--force", help="Replace the file.")] = False,
    output: Output = None,
    quiet: Quiet = False,
) -> None:
    """Write a commented drift.toml from what runs now.

    It has the engine that is in reach, the services that run there, and all settings with their defaults.
    """
    from drift.cli.notes import note
    from drift.cli.output import Wanted, write_text
    from drift.errors import OutputError
    from drift.pipeline.starting import starting_policy

    target = Wanted(None, output or file).file
    if target and target.is_file() and not force:
        raise OutputError(f"{str(target)!r} is there already", remedy="use --force to replace it, or name another file")
    start = starting_policy(place(host, context))
    write_text(start.text, target)
    if target and not quiet:
        note(f"wrote {target}: {start.made_from}; next: edit it, then drift config check")
