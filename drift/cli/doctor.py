"""`drift doctor`: what is reachable, with which rights, which key, and what to do."""

import typer

from drift.cli.options import Config, Context, Db, Host, Output, PlainFormat, Quiet, place, policy


def doctor(
    *,
    host: Host = None,
    context: Context = None,
    db: Db = None,
    config: Config = None,
    kind: PlainFormat = None,
    output: Output = None,
    quiet: Quiet = False,
) -> None:
    """Check the policy, the store, the key and every engine.

    One line each, with what to do; exit 2 where something is in the way. Nothing is made or changed.
    """
    from drift.cli.output import Wanted, write_plain
    from drift.pipeline.diagnosis import diagnosis

    lines = diagnosis(place(host, context), db, policy(config))
    text = "".join(f"{line}\n" for line in lines if not (quiet and line.well))
    write_plain(text, Wanted(kind, output))
    raise typer.Exit(0 if all(line.well for line in lines) else 2)
