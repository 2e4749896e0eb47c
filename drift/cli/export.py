"""`drift export FILE`: what this store has seen, as one file for another."""

import sys
from pathlib import Path
from typing import Annotated

import typer

from drift.cli.options import Db, Quiet


def export(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="The bundle, e.g. prod.drift; - is stdout.")],
    *,
    env: Annotated[list[str] | None, typer.Option("--env", help="Only this environment; may be repeated.")] = None,
    since: Annotated[str | None, typer.Option("--since", metavar="DATE", help="Only scans since then.")] = None,
    db: Db = None,
    quiet: Quiet = False,
) -> None:
    """Write what was seen to one file, for `drift import` where the engines are out of reach.

    The same content makes the same bytes. Secrets are in it as fingerprints, without the key.
    """
    from drift.cli.notes import note
    from drift.cli.output import STDOUT, written
    from drift.pipeline.bundles import export_to
    from drift.store import default_path

    if str(file) in STDOUT and sys.stdout.isatty():
        raise typer.BadParameter("a bundle is no text for a terminal: name a file, or redirect stdout")
    with written(file) as target:
        said = export_to(db or default_path(), target, env or (), since)
    if not quiet:
        note(said.answer)
        if said.note:
            note(said.note)
