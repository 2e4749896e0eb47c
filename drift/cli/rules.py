"""`drift rules [ID]`: what is found, how severe it is, why, and what to do."""

from typing import Annotated

import typer

from drift.cli.options import Output, PlainFormat


def rules(
    identifier: Annotated[str | None, typer.Argument(metavar="[ID]", help="Only this rule, at length.")] = None,
    *,
    kind: PlainFormat = None,
    output: Output = None,
) -> None:
    """List the rules with their severities, or explain one."""
    from drift.cli.output import Wanted, write_plain
    from drift.render.rules import rule_list, rule_page

    write_plain(rule_page(identifier) if identifier else rule_list(), Wanted(kind, output))
