"""`drift notify`: tell what changed since it was last told."""

from typing import Annotated

import typer

from drift.cli.options import Config, Db


def notify(
    *,
    test: Annotated[
        bool, typer.Option("--test", help="Send a test message to each, whatever there is to tell.")
    ] = False,
    db: Db = None,
    config: Config = None,
) -> None:
    """Tell what is new, worse or resolved since it was last told.

    To those that [notify] of the policy names, of the newest state in the store; `drift scan --publish` ends with it. Where nothing
    changed nobody is told anything. Exit 2 where a message could not be sent: the next run tries again.
    """
    from drift.cli.notes import note
    from drift.cli.opening import Using, opened
    from drift.cli.publishing import told
    from drift.errors import ConfigError
    from drift.pipeline.judging import fleet_report

    with opened(Using(db, config), create=False) as session:
        if not session.settings.notify.wanted:
            where = session.settings.path or "there is no drift.toml here, so it"
            raise ConfigError(f"{where} names nobody to tell", remedy='write to = ["$NAME"] under [notify]')
        problems = list(told(session, fleet_report(session, paged=False), test=test))
    for problem in problems:
        note(problem)
    raise typer.Exit(2 if problems else 0)
