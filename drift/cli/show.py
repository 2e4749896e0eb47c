"""`drift show REF`: what one snapshot holds."""

from typing import Annotated

import typer

from drift.cli.options import (
    Config,
    Context,
    Db,
    Format,
    Host,
    HostFiles,
    Image,
    Output,
    Platform,
    Quiet,
    Verbose,
    Verify,
    place,
)
from drift.model.snapshot import HostFiles as Files


def show(  # noqa: PLR0913 - each option is a parameter
    reference: Annotated[
        str, typer.Argument(metavar="REF", help="container:NAME, image:REF, env:NAME/SERVICE, snapshot:ID …")
    ],
    *,
    host: Host = None,
    context: Context = None,
    verify: Verify = False,
    host_files: HostFiles = Files.AUTO,
    image: Image = None,
    platform: Platform = None,
    db: Db = None,
    config: Config = None,
    kind: Format = None,
    output: Output = None,
    quiet: Quiet = False,
    verbose: Verbose = False,
) -> None:
    """Show what is known of one thing, secrets as fingerprints."""
    from drift.cli.opening import Using, opened
    from drift.cli.output import Wanted, write
    from drift.pipeline import wishes
    from drift.pipeline.past import show_reference

    wanted = Wanted(kind, output, quiet, verbose).checked()
    manner = wishes.Manner(verify, image or "", wishes.platform(platform), host_files)
    named = wishes.reference(reference)
    with opened(Using(db, config, quiet, place(host, context))) as session:
        report = show_reference(session, named, manner)
    write(report, wanted)
