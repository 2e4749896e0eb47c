"""`drift scan [REF…]`: read containers and keep what was seen."""

from typing import Annotated

import typer

from drift.cli.options import (
    Config,
    Context,
    Db,
    EnvName,
    Filter,
    Format,
    Host,
    HostFiles,
    Image,
    Output,
    Quiet,
    Verbose,
    Verify,
    place,
    usual_environment,
)
from drift.model.snapshot import HostFiles as Files


def scan(  # noqa: PLR0913 - each option is a parameter
    references: Annotated[
        list[str] | None, typer.Argument(metavar="[REF]…", help="Only these: container:NAME, dir:PATH.")
    ] = None,
    *,
    env: EnvName = None,
    everything: Annotated[bool, typer.Option("-a", "--all", help="Also containers that do not run.")] = False,
    filters: Filter = None,
    host: Host = None,
    context: Context = None,
    verify: Verify = False,
    host_files: HostFiles = Files.AUTO,
    image: Image = None,
    db: Db = None,
    config: Config = None,
    kind: Format = None,
    output: Output = None,
    publish: Annotated[
        bool,
        typer.Option("--publish", help="Then write and send what [publish] and [notify] of the policy say."),
    ] = False,
    quiet: Quiet = False,
    verbose: Verbose = False,
) -> None:
    """Read the running containers, and keep their snapshots.

    Without --env: of all environments that the policy declares, else of "local". Safe to schedule: an overlapping run of the same
    engine ends with a line and 0. Only GET requests are made.
    """
    from drift.cli.notes import note
    from drift.cli.opening import Using, opened
    from drift.cli.output import Wanted, write
    from drift.cli.publishing import publish_state
    from drift.pipeline.environments import Asked, environments_to_scan
    from drift.pipeline.news import scan_environments
    from drift.pipeline.wishes import Manner, Wish, engine_filters, running

    wanted = Wanted(kind, output, quiet, verbose).checked()
    engine = place(host, context)
    with opened(Using(db, config, quiet, engine)) as session:
        chosen = environments_to_scan(session.settings, Asked(env, engine, usual_environment()))
        manner = Manner(verify, image or "", host_files=host_files)
        wish = Wish(chosen, running(references or ()), everything, engine_filters(filters or ()), manner)
        news = scan_environments(session, wish)
    for address in news.busy:
        note(f"another scan reads {address} into this store right now: left to it")
    if news.report and not (quiet and news.quiet and wanted.is_for_people):
        write(news.report, wanted)
    published = publish_state(Using(db, config, quiet)) if publish and news.report else True
    raise typer.Exit(2 if news.failed or not published else 0)
