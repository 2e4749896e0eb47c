"""`drift rules [ID]`: what is found, how severe it is, why, and what to do."""

from typing import Annotated

import typer


def rules(
    identifier: Annotated[str | None, typer.Argument(metavar="[ID]", help="Only this rule, at length.")] = None,
) -> None:
    """List the rules with their default severities, or explain one."""
    from drift.cli.output import write_text
    from drift.render.rules import rule_list, rule_page

    write_text(rule_page(identifier) if identifier else rule_list(), None)
