"""`drift diff A [B]`: what differs between two things; with one, between a container and its image."""

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
    Outputs,
    Platform,
    Quiet,
    Verbose,
    Verify,
    place,
)
from drift.model.snapshot import HostFiles as Files


def diff(  # noqa: PLR0913 - each option is a parameter
    before: Annotated[
        str, typer.Argument(metavar="A", help="container, image:REF, env:NAME[/SERVICE][@TIME], oci-dir:PATH …")
    ],
    after: Annotated[
        str | None, typer.Argument(metavar="[B]", help="The side that is judged. [default: A against its image]")
    ] = None,
    *,
    exit_code: Annotated[
        bool, typer.Option("--exit-code", help="Exit 1 at drift, 2 where it could not be judged.")
    ] = False,
    host: Host = None,
    context: Context = None,
    verify: Verify = False,
    host_files: HostFiles = Files.AUTO,
    image: Image = None,
    platform: Platform = None,
    db: Db = None,
    config: Config = None,
    kind: Format = None,
    output: Outputs = None,
    quiet: Quiet = False,
    verbose: Verbose = False,
) -> None:
    """Show what differs: a container and its image, or A and B.

    For example `drift diff web`, or `drift diff env:staging env:prod`. A reference is container:NAME, image:REF, env:NAME[/SERVICE],
    snapshot:ID, docker-archive:PATH, oci-dir:PATH, oci-archive:PATH, dir:PATH, or sbom:PATH (CycloneDX or SPDX 2 JSON: packages alone). A bare word is a container, else an image. env: and
    container: take a time: @~1 (the last time it was another), @2026-11-01.
    """
    from drift.cli.exits import leave
    from drift.cli.opening import Using, opened
    from drift.cli.output import wanted_outputs, write
    from drift.pipeline import wishes
    from drift.pipeline.comparing import compare_references

    outputs = wanted_outputs(kind, output, quiet=quiet, verbose=verbose)
    manner = wishes.Manner(verify, image or "", wishes.platform(platform), host_files)
    one, other = wishes.reference(before), wishes.reference(after) if after is not None else None
    with opened(Using(db, config, quiet, place(host, context))) as session:
        report = compare_references(session, one, other, manner)
    write(report, *outputs)
    leave(report.outcome, judged=exit_code)
