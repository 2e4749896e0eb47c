"""`drift sbom REF -o FILE`: the packages of one thing as a bill of materials."""

from typing import Annotated

import typer

from drift.cli.options import (
    Config,
    Context,
    Db,
    Host,
    HostFiles,
    Image,
    Output,
    Platform,
    Quiet,
    Verify,
    place,
)
from drift.model.snapshot import HostFiles as Files


def sbom(  # noqa: PLR0913 - each option is a parameter
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
    output: Output = None,
    quiet: Quiet = False,
) -> None:
    """Write the packages of one thing as CycloneDX 1.6 JSON.

    The same input gives the same bytes; the time is that of SOURCE_DATE_EPOCH or of the scan, else left out. `drift diff sbom:FILE REF`
    holds such a file against what runs.
    """
    from drift.cli.notes import note
    from drift.cli.opening import Using, opened
    from drift.cli.output import Wanted, write_text
    from drift.pipeline import wishes
    from drift.pipeline.inventory import inventory_of
    from drift.render import cyclonedx
    from drift.report.wording import count

    manner = wishes.Manner(verify, image or "", wishes.platform(platform), host_files)
    file = Wanted(None, output).file
    with opened(Using(db, config, quiet, place(host, context))) as session:
        inventory = inventory_of(session, reference, manner)
    write_text(cyclonedx(inventory), file)
    if file is not None and not quiet:
        note(f"SBOM: {reference} has {count(len(inventory.packages), 'package')}; written to {file}")
