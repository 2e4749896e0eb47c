"""`drift import FILE`: what another store has seen, into this one."""

from pathlib import Path
from typing import Annotated

import typer

from drift.cli.options import Db, Quiet


def import_(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="What `drift export` made; - is stdin.")],
    *,
    db: Db = None,
    quiet: Quiet = False,
) -> None:
    """Merge a bundle into the store, whole or not at all; then gate, diff and report work on what it brought.

    Twice is once, and the order of several does not matter. A bundle is believed as the store it came from is.
    """
    from drift.cli.notes import note
    from drift.cli.output import read, write_text
    from drift.pipeline.bundles import import_from
    from drift.render.text import visible
    from drift.store import default_path

    with read(file) as source:
        said = import_from(db or default_path(), source)
    if said.note:
        note(said.note)
    if not quiet:
        write_text(f"{visible(said.answer)}\n", None)
