"""`drift db check|stats|prune`: is the store whole, what is in it, and what may go?"""

from typing import Annotated

import typer

from drift.cli.options import Db, Format, Output

db_app = typer.Typer(help="The store: check it, measure it, prune it.", no_args_is_help=True, rich_markup_mode=None)


@db_app.callback()
def _group() -> None:
    """Check, measure or prune the store."""


@db_app.command()
def check(*, db: Db = None) -> None:
    """Compute every digest again and follow every reference; a line for each problem, exit 2 where there is one."""
    from drift.cli.output import write_text
    from drift.pipeline import upkeep
    from drift.render.text import visible
    from drift.store import default_path

    file = db or default_path()
    problems = upkeep.check(file)
    lines = problems or [f"ok: {file} is whole"]
    write_text("".join(f"{visible(line)}\n" for line in lines), None)
    raise typer.Exit(2 if problems else 0)


@db_app.command()
def stats(*, db: Db = None, kind: Format = None, output: Output = None) -> None:
    """Show rows and bytes by table, the oldest and the newest scan, and containers by environment; also as JSON."""
    from drift.cli.output import Wanted, write_plain, write_text
    from drift.pipeline import upkeep
    from drift.render.text import visible
    from drift.store import default_path

    wanted = Wanted(kind, output)
    found = upkeep.stats(db or default_path())
    if wanted.kind in ("json", ".json"):
        write_text(upkeep.stats_json(found), wanted.file)
    else:
        write_plain("".join(f"{visible(line)}\n" for line in upkeep.stats_lines(found)), wanted)


@db_app.command()
def prune(
    *,
    keep: Annotated[int, typer.Option("--keep", min=1, help="How many of each service and environment.")],
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Only say what would go.")] = False,
    db: Db = None,
) -> None:
    """Keep the newest N observations of each service in each environment, and all that belongs to them.

    The state of today stays as it is, and since when each finding is known.
    """
    from drift.cli.output import write_text
    from drift.pipeline import upkeep
    from drift.store import default_path

    lines = upkeep.prune(db or default_path(), keep, dry_run=dry_run)
    write_text("".join(f"{line}\n" for line in lines), None)
