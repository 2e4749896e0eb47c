"""`drift demo`: the main job on containers that it makes, drifts and removes."""

import sys
from pathlib import Path
from typing import Annotated

import typer

from drift.cli.options import Context, Host, place

REPORT = "drift.html"


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
    from drift.cli.output import Wanted, write, write_text
    from drift.cli.progress import shown
    from drift.demo.showing import DATABASE, show
    from drift.render.text import visible

    with shown(quiet=False) as aside:
        outcome = show(folder, place(host, context), embedded=embedded, progress=aside.progress)
    page = outcome.fleet.directory / REPORT
    write(outcome.report, Wanted(None, page, quiet=True))
    with_all = f"--db {folder / DATABASE} --config {folder / 'drift.toml'}"
    said = [
        outcome.report.headline.answer,
        *outcome.lines(),
        "",
        f"The report: {page}",
        f"Try next:   {sys.argv[0]} gate {with_all}",
    ]
    write_text("".join(f"{visible(line)}\n" for line in said), None)
    raise typer.Exit(0 if outcome.matched.is_exact else 2)
