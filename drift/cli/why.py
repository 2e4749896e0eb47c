"""`drift why SERVICE --works ENV --fails ENV`: the likeliest cause first."""

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


def why(  # noqa: PLR0913 - each option is a parameter
    service: Annotated[
        str | None,
        typer.Argument(metavar="[SERVICE]", help="As status shows it. Without it, --works and --fails are references."),
    ] = None,
    *,
    works: Annotated[
        list[str] | None,
        typer.Option("--works", metavar="ENV", help="Where it works; more than one tells what cannot be the cause."),
    ] = None,
    fails: Annotated[str | None, typer.Option("--fails", "--env", metavar="ENV", help="Where it fails.")] = None,
    since: Annotated[
        str | None, typer.Option("--since", metavar="DATE", help="When it still worked there: 2026-11-01, a time, ~1.")
    ] = None,
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
    """Rank what differs by how likely it is the reason why it works here and fails there.

    For example `drift why web --works staging --fails prod`, `drift why web --env prod --since 2026-11-01`, or `drift why --works
    container:web-1 --fails container:web-2`. Each difference has its points and their reasons. Exit 2 where something could not be compared.
    """
    from drift.cli.exits import leave
    from drift.cli.opening import Using, opened
    from drift.cli.output import Wanted, write
    from drift.pipeline import wishes
    from drift.pipeline.why import Question, likeliest_causes

    wanted = Wanted(kind, output, quiet, verbose).checked()
    manner = wishes.Manner(verify, image or "", wishes.platform(platform), host_files)
    question = Question(service or "", works or (), fails or "", since or "")
    with opened(Using(db, config, quiet, place(host, context)), create=not service) as session:
        report = likeliest_causes(session, question, manner)
    write(report, wanted)
    leave(report.outcome, judged=False)
