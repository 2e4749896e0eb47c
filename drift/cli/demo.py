"""`drift demo`: the main job on containers that it makes, drifts and removes."""

from pathlib import Path
from typing import Annotated

import typer

from drift.cli.options import Context, Host


def demo(
    folder: Annotated[Path, typer.Argument(metavar="[FOLDER]", help="Where the report and the store go.")] = Path(
        "demo-out"
    ),
    *,
    host: Host = None,
    context: Context = None,
    embedded: Annotated[
        bool, typer.Option("--embedded", help="Without an engine, on directories, even where one is in reach.")
    ] = False,
) -> None:
    """Make three services in four environments, drift them, find it, and write the report. What it makes it removes."""
    from drift.pipeline.showing import run_demo

    raise typer.Exit(run_demo(folder, host, context, embedded=embedded))
