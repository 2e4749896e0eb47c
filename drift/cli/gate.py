"""`drift gate [REF…]`: judge, and let the exit code say it."""

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
    env: Annotated[
        list[str] | None,
        typer.Option(
            "--env", help="Judge this environment; may be repeated. With REF: what it is of. [default: DRIFT_ENV]"
        ),
    ] = None,
    baseline: Annotated[
        str | None,
        typer.Option("--baseline", help="Compare with this known-good state instead: env:NAME@TIME, image:REF …"),
    ] = None,
    promote: Annotated[
        str | None, typer.Option("--promote", help="staging:production: is what would be deployed what was tested?")
    ] = None,
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

    Without REF the newest state of all environments (or of each --env) is judged: each container with its image, replicas with
    each other, each environment with the one before it. 2 says that it could not be judged, and wins over 1.
    """
    from drift.cli.exits import leave
    from drift.cli.opening import Using, opened
    from drift.cli.output import Wanted, write
    from drift.pipeline.environments import Asked, environments_to_scan
    from drift.pipeline.gating import Terms, gate_references, gate_store
    from drift.pipeline.promotion import Promotion, gate_promotion
    from drift.pipeline.wishes import Manner, Wish, moment, reference, running

    wanted = Wanted(kind, output, quiet, verbose).checked(judges=True)
    engine = place(host, context)
    names = env or []
    _check(references or [], names, scans=bool(engine or image or verify) and not baseline)
    if promote and (references or names or baseline or new_only):
        raise typer.BadParameter("--promote names what is judged: give no REF, --env, --baseline or --new-only.")
    if (since and not new_only) or (new_only and baseline):
        raise typer.BadParameter("--since says what --new-only takes for known, as --baseline does by itself.")
    with opened(Using(db, config, quiet, engine, fail_on), create=bool(references)) as session:
        manner = Manner(verify, image or "", host_files=host_files)
        known_good = reference(baseline) if baseline else None
        terms = Terms(new_only, moment(since, session.now) if since else None, known_good, manner)
        if references:
            asked = Asked(names[0] if names else None, engine, usual_environment())
            chosen = environments_to_scan(session.settings, asked)
            report = gate_references(session, Wish(chosen, running(references), stopped=True, manner=manner), terms)
        elif promote:
            report = gate_promotion(session, Promotion.parse(promote))
        else:
            report = gate_store(session, names, terms)
    write(report, wanted)
    leave(report.outcome)


def _check(references: list[str], names: list[str], *, scans: bool) -> None:
    if scans and not references:
        raise typer.BadParameter("-H, -c, --image and --verify are for what is scanned now: name it.")
    if references and len(names) > 1:
        raise typer.BadParameter("What is scanned now is of one environment: give one --env.")
