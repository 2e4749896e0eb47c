"""`drift scan [REF…]`: read containers and keep what was seen."""

from typing import Annotated

import typer

from drift.cli.options import (
    Config,
    Context,
    Db,
    EnvName,
    Filter,
    Format,
    Host,
    Image,
    Output,
    Quiet,
    Verbose,
    Verify,
    opened,
)


def scan(
    references: Annotated[
        list[str] | None, typer.Argument(metavar="[REF]…", help="Only these: container:NAME, dir:PATH.")
    ] = None,
    *,
    env: EnvName = None,
    everything: Annotated[bool, typer.Option("-a", "--all", help="Also containers that do not run.")] = False,
    filters: Filter = None,
    host: Host = None,
    context: Context = None,
    verify: Verify = False,
    image: Image = None,
    db: Db = None,
    config: Config = None,
    format: Format = None,
    output: Output = None,
    quiet: Quiet = False,
    verbose: Verbose = False,
) -> None:
    """Read all running containers of an environment (all declared ones, without --env) and keep their snapshots.

    Safe to schedule: an overlapping run of the same engine ends with a line and 0. Only GET requests are made.
    """
    from drift.cli.output import write
    from drift.pipeline.scanning import scan_environments

    with opened(db, config, quiet=quiet, host=host, context=context) as session:
        report, failed = scan_environments(
            session, references or (), env, stopped=everything, filters=filters or (), verify=verify, image=image or ""
        )
        write(report, format=format, output=output, quiet=quiet, verbose=verbose)
    raise typer.Exit(2 if failed else 0)
