"""`drift report`: the state of all environments as a page."""

from pathlib import Path
from typing import Annotated

import typer

from drift.cli.options import Config, Db, Format, Outputs, Quiet, Verbose


def report(
    *,
    env: Annotated[list[str] | None, typer.Option("--env", help="Judge this environment; may be repeated.")] = None,
    since: Annotated[
        str | None,
        typer.Option("--since", help="Only what no scan saw before this counts. 2026-11-01, a time, or 7d."),
    ] = None,
    db: Db = None,
    config: Config = None,
    kind: Format = None,
    output: Outputs = None,
    quiet: Quiet = False,
    verbose: Verbose = False,
) -> None:
    """Write what gate judges as a page, or in another format.

    Without -o the file is drift.html, or drift and the suffix of --format.
    """
    from drift.cli.opening import Using, opened
    from drift.cli.output import wanted_outputs, write
    from drift.pipeline.gating import Terms, state_of
    from drift.pipeline.judging import fleet_report
    from drift.pipeline.wishes import moment
    from drift.render import renderer_for

    usual = Path(f"drift{renderer_for(kind or 'html').suffixes[0]}")
    outputs = wanted_outputs(kind, output or [usual], quiet=quiet, verbose=verbose, usual="html")
    with opened(Using(db, config, quiet), create=False) as session:
        terms = Terms(only_new=since is not None, since=moment(since, session.now) if since is not None else None)
        state = state_of(session, env or [])
        made = fleet_report(session, state, terms.before(state))
    write(made, *outputs)
