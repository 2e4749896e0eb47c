"""`drift gate [REF…]`: judge, and let the exit code say it."""

from typing import Annotated

import typer

from drift.cli.options import (
    Config,
    Context,
    Db,
    EnvName,
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


def gate(  # noqa: PLR0913 - each option is a parameter
    references: Annotated[
        list[str] | None, typer.Argument(metavar="[REF]…", help="Scan these now and judge them.")
    ] = None,
    *,
    env: EnvName = None,
    fail_on: Annotated[
        str | None, typer.Option("--fail-on", help="info, low, medium, high or critical. [default: the policy's, high]")
    ] = None,
    new_only: Annotated[
        bool, typer.Option("--new-only", help="Only what no scan saw before the state that is judged counts.")
    ] = False,
    since: Annotated[
        str | None,
        typer.Option("--since", help="With --new-only: only what no scan saw before this. 2026-11-01, a time, or 7d."),
    ] = None,
    host: Host = None,
    context: Context = None,
    verify: Verify = False,
    host_files: HostFiles = Files.AUTO,
    image: Image = None,
    db: Db = None,
    config: Config = None,
    kind: Format = None,
    output: Output = None,
    quiet: Quiet = False,
    verbose: Verbose = False,
) -> None:
    """Judge all environments, or what is named: exit 0, 1 (drift) or 2.

    Without REF the newest state of all environments is judged: each container with its image, replicas with each other, each
    environment with the one before it. 2 says that it could not be judged, and wins over 1.
    """
    from drift.cli.exits import leave
    from drift.cli.opening import Using, opened
    from drift.cli.output import Wanted, write
    from drift.pipeline.environments import Asked, environments_to_scan
    from drift.pipeline.gating import Terms, gate_references, gate_store
    from drift.pipeline.wishes import Manner, Wish, moment, running

    wanted = Wanted(kind, output, quiet, verbose).checked()
    engine = place(host, context)
    if not references and (env or engine or image or verify):
        raise typer.BadParameter("--env, -H, -c, --image and --verify are for what is scanned now: name it.")
    if since is not None and not new_only:
        raise typer.BadParameter("--since says what --new-only takes for known: give both.")
    with opened(Using(db, config, quiet, engine, fail_on), create=bool(references)) as session:
        terms = Terms(new_only, moment(since, session.now) if since else None)
        if references:
            chosen = environments_to_scan(session.settings, Asked(env, engine, usual_environment()))
            wish = Wish(
                chosen, running(references), stopped=True, manner=Manner(verify, image or "", host_files=host_files)
            )
            report = gate_references(session, wish, terms)
        else:
            report = gate_store(session, terms)
    write(report, wanted)
    leave(report.outcome)
