"""`drift status`: the matrix of services and environments."""

from drift.cli.options import Config, Db, Format, Output, Quiet, Verbose


def status(
    *,
    db: Db = None,
    config: Config = None,
    kind: Format = None,
    output: Output = None,
    quiet: Quiet = False,
    verbose: Verbose = False,
) -> None:
    """Show services × environments as they were last scanned."""
    from drift.cli.opening import Using, opened
    from drift.cli.output import Wanted, write
    from drift.pipeline.judging import fleet_status

    wanted = Wanted(kind, output, quiet, verbose).checked()
    with opened(Using(db, config, quiet), create=False) as session:
        made = fleet_status(session)
    write(made, wanted)
