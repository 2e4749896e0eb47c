"""`drift explain FINDING|PATH`: who has a say in it, and whether it is judged at all."""

from typing import Annotated

import typer

from drift.cli.options import AnswerFormat, Config, Db, Output


def explain(
    what: Annotated[
        str,
        typer.Argument(
            metavar="FINDING|PATH",
            help="A finding's number or fingerprint; a path, a variable, a package or another key.",
        ),
    ],
    *,
    env: Annotated[str | None, typer.Option("--env", help="Only in this environment.")] = None,
    service: Annotated[str | None, typer.Option("--service", help="Only of this service.")] = None,
    db: Db = None,
    config: Config = None,
    kind: AnswerFormat = None,
    output: Output = None,
) -> None:
    """Say which line of the policy, preset or engine rule shows, hides or rates something.

    For each service and environment of the newest state: is it judged, what hides it, how severe is it and why. Nothing is scanned.
    """
    from drift.cli.opening import Using, opened
    from drift.cli.output import Wanted, write_either
    from drift.pipeline.explaining import Asked, explain
    from drift.render.explanation import explanation_json, explanation_text

    wanted = Wanted(kind, output).answering()
    with opened(Using(db, config), create=False) as session:
        found = explain(session, Asked(what, env, service))
    write_either(lambda: explanation_text(found), lambda: explanation_json(found), wanted)
