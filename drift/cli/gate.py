"""`drift gate [REF…]`: judge, and let the exit code say it."""

from typing import Annotated

import typer

from drift.cli.options import Config, Context, Db, EnvName, Format, Host, Image, Output, Quiet, Verbose, Verify, opened


def gate(
    references: Annotated[
        list[str] | None, typer.Argument(metavar="[REF]…", help="Scan these now and judge them.")
    ] = None,
    *,
    env: EnvName = None,
    fail_on: Annotated[
        str | None, typer.Option("--fail-on", help="info, low, medium, high or critical. [default: the policy's, high]")
    ] = None,
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
    """Judge the newest state of all environments, or of what is named; exit 0, 1 (drift) or 2 (could not judge)."""
    from drift.cli.exits import leave
    from drift.cli.output import write
    from drift.pipeline.judging import gate_fleet, gate_references

    with opened(db, config, quiet=quiet, host=host, context=context, fail_on=fail_on) as session:
        if references:
            report = gate_references(session, references, env, verify=verify, image=image or "")
        else:
            report = gate_fleet(session)
        write(report, format=format, output=output, quiet=quiet, verbose=verbose)
    leave(report.outcome)
