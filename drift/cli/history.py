"""`drift history SERVICE`: when it was first seen, rolled out, changed."""

from typing import Annotated

import typer

from drift.cli.options import Config, Db, EnvName, Format, Output, Quiet, Verbose, opened


def history(
    service: Annotated[str, typer.Argument(metavar="SERVICE", help="As status shows it: web or shop/web.")],
    *,
    env: EnvName = None,
    db: Db = None,
    config: Config = None,
    format: Format = None,
    output: Output = None,
    quiet: Quiet = False,
    verbose: Verbose = False,
) -> None:
    """Show what happened to a service: rollouts, changes, and since when it is as it is."""
    from drift.cli.output import write
    from drift.pipeline.past import service_history

    with opened(db, config, quiet=quiet) as session:
        write(service_history(session, service, env), format=format, output=output, quiet=quiet, verbose=verbose)
