"""`drift history SERVICE`: when it was first seen, rolled out, changed."""

from typing import Annotated

import typer

from drift.cli.options import Config, Db, Format, Output, Quiet, Verbose


def history(
    service: Annotated[str, typer.Argument(metavar="SERVICE", help="As status shows it: web or shop/web.")],
    *,
    env: Annotated[str | None, typer.Option("--env", help="Only in this environment.")] = None,
    db: Db = None,
    config: Config = None,
    kind: Format = None,
    output: Output = None,
    quiet: Quiet = False,
    verbose: Verbose = False,
) -> None:
    """Show what happened to a service: rollouts and changes."""
    from drift.cli.opening import Using, opened
    from drift.cli.output import Wanted, write
    from drift.pipeline.past import service_history

    wanted = Wanted(kind, output, quiet, verbose).checked()
    with opened(Using(db, config, quiet), create=False) as session:
        made = service_history(session, service, env)
    write(made, wanted)
