"""`drift rules [ID]`: what is found, how severe it is, why, and what to do."""

from typing import Annotated

import typer

from drift.cli.options import Output

MARKDOWN = ("markdown", ".md")


def rules(
    identifier: Annotated[str | None, typer.Argument(metavar="[ID]", help="Only this rule, at length.")] = None,
    *,
    kind: Annotated[
        str | None, typer.Option("--format", help="console or markdown. [default: by the suffix of -o]")
    ] = None,
    output: Output = None,
) -> None:
    """List the rules with their severities, or explain one."""
    from drift.cli.output import Wanted, write_plain, write_text

    wanted = Wanted(kind, output)
    if wanted.kind in MARKDOWN:
        from drift.render.rules_markdown import rule_markdown, rules_markdown

        write_text(rule_markdown(identifier) if identifier else rules_markdown(), wanted.file)
    else:
        from drift.render.rules import rule_list, rule_page

        write_plain(rule_page(identifier) if identifier else rule_list(), wanted)
