"""`drift report`: the state of all environments as a page."""

from pathlib import Path

from drift.cli.options import Config, Db, Format, Output, Quiet, Verbose


def report(
    *,
    db: Db = None,
    config: Config = None,
    kind: Format = None,
    output: Output = None,
    quiet: Quiet = False,
    verbose: Verbose = False,
) -> None:
    """Write what gate judges as a page, or in another format.

    Without -o the file is drift.html, or drift and the suffix of --format.
    """
    from drift.cli.opening import Using, opened
    from drift.cli.output import Wanted, write
    from drift.pipeline.judging import fleet_report
    from drift.render import renderer_for, suffix_of

    suffix = kind or (suffix_of(output) if output else "") or "html"
    file = output or Path(f"drift{renderer_for(suffix).suffixes[0]}")
    wanted = Wanted(suffix, file, quiet, verbose).checked(judges=True)
    with opened(Using(db, config, quiet), create=False) as session:
        made = fleet_report(session)
    write(made, wanted)
