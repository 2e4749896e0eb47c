"""`drift diff A [B]`: what differs between two things; with one, between a container and its image."""

from typing import Annotated

import typer

from drift.cli.options import Config, Context, Db, Format, Host, Image, Output, Platform, Quiet, Verbose, Verify, opened


def diff(
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
    image: Image = None,
    platform: Platform = None,
    db: Db = None,
    config: Config = None,
    format: Format = None,
    output: Output = None,
    quiet: Quiet = False,
    verbose: Verbose = False,
) -> None:
    """Show what differs between two references, for example `drift diff web` or `drift diff env:staging env:prod`.

    A reference is container:NAME, image:REF, env:NAME[/SERVICE], snapshot:ID, docker-archive:PATH, oci-dir:PATH, oci-archive:PATH
    or dir:PATH. A bare word is a container, else an image. env: and container: take a time: @~1, @2026-11-01.
    """
    from drift.cli.exits import leave
    from drift.cli.output import write
    from drift.pipeline.comparing import compare_references

    with opened(db, config, quiet=quiet, host=host, context=context) as session:
        report = compare_references(session, before, after, verify=verify, image=image or "", platform=platform)
        write(report, format=format, output=output, quiet=quiet, verbose=verbose)
    leave(report.outcome, judged=exit_code)
