"""`drift report`: the state of all environments as a page."""

from pathlib import Path

from drift.cli.options import Config, Db, Format, Outputs, Quiet, Verbose


def report(
    *,
    db: Db = None,
    config: Config = None,
    kind: Format = None,
    output: Outputs = None,
    quiet: Quiet = False,
    verbose: Verbose = False,
) -> None:
    """Write what gate judges as a page, or in another format.

    Without -o the file is drift.html, or drift and the suffix of --format.
    """
    from drift.cli.opening import Using, opened
    from drift.cli.output import wanted_outputs, write
    from drift.pipeline.judging import fleet_report
    from drift.render import renderer_for

    usual = Path(f"drift{renderer_for(kind or 'html').suffixes[0]}")
    outputs = wanted_outputs(kind, output or [usual], quiet=quiet, verbose=verbose, usual="html")
    with opened(Using(db, config, quiet), create=False) as session:
        made = fleet_report(session)
    write(made, *outputs)
