"""`drift doctor`: what is reachable, with which rights, which key, and what to do."""

import typer

from drift.cli.options import Config, Context, Db, Host


def doctor(*, host: Host = None, context: Context = None, db: Db = None, config: Config = None) -> None:
    """Check the policy, the store, the key and every engine; one line each, exit 2 where something is in the way."""
    from drift.cli.options import policy_here
    from drift.cli.output import write_text
    from drift.pipeline.diagnosis import diagnosis

    lines = diagnosis(host, context, db, config or policy_here())
    write_text("".join(f"{line}\n" for line in lines), None)
    raise typer.Exit(2 if any(not line.well for line in lines) else 0)
