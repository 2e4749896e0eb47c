"""`drift status`: the matrix of services and environments."""

from drift.cli.options import Config, Db, Format, Output, Quiet, Verbose, opened


def status(
    *,
    db: Db = None,
    config: Config = None,
    format: Format = None,
    output: Output = None,
    quiet: Quiet = False,
    verbose: Verbose = False,
) -> None:
    """Show services × environments as they were last scanned, and how they stand."""
    from drift.cli.output import write
    from drift.pipeline.judging import fleet_status

    with opened(db, config, quiet=quiet) as session:
        write(fleet_status(session), format=format, output=output, quiet=quiet, verbose=verbose)
