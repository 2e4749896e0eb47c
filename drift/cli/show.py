"""`drift show REF`: what one snapshot holds."""

from typing import Annotated

import typer

from drift.cli.options import Config, Context, Db, Format, Host, Image, Output, Platform, Quiet, Verbose, Verify, opened


def show(
    reference: Annotated[
        str, typer.Argument(metavar="REF", help="container:NAME, image:REF, env:NAME/SERVICE, snapshot:ID …")
    ],
    *,
    host: Host = None,
    context: Context = None,
    verify: Verify = False,
    image: Image = None,
    platform: Platform = None,
    db: Db = None,
    config: Config = None,
    format: Format = None,
    output: Output = None,
    quiet: Quiet = False,
    verbose: Verbose = False,
) -> None:
    """Show the records of one container, image, directory or snapshot, secrets as fingerprints."""
    from drift.cli.output import write
    from drift.pipeline.past import show_reference

    with opened(db, config, quiet=quiet, host=host, context=context) as session:
        report = show_reference(session, reference, verify=verify, image=image or "", platform=platform)
        write(report, format=format, output=output, quiet=quiet, verbose=verbose)
