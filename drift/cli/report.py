"""`drift report`: the state of all environments as a page."""

from pathlib import Path

from drift.cli.options import Config, Db, Format, Output, Quiet, Verbose, note, opened


def report(
    *,
    db: Db = None,
    config: Config = None,
    format: Format = None,
    output: Output = Path("drift.html"),
    quiet: Quiet = False,
    verbose: Verbose = False,
) -> None:
    """Write the verdict, the matrix and the findings to a file: HTML, or JSON by its suffix. [default: drift.html]"""
    from drift.cli.output import write
    from drift.pipeline.judging import fleet_report

    with opened(db, config, quiet=quiet) as session:
        made = fleet_report(session)
        write(made, format=format, output=output, quiet=quiet, verbose=verbose)
    if not quiet:
        note(f"{made.headline.answer}; written to {output}")
