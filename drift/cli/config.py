"""`drift config check|schema`: is the policy right, what is in effect, and what does each line do?"""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, NoReturn

import typer

from drift.cli.options import Config, Db, Output, PlainFormat, Quiet, policy

if TYPE_CHECKING:
    from drift.cli.output import Wanted

config_app = typer.Typer(help="The policy, drift.toml.", no_args_is_help=True, rich_markup_mode=None)


@config_app.callback()
def _group() -> None:
    """Check the policy, drift.toml."""


@config_app.command()
def check(
    files: Annotated[
        list[Path] | None, typer.Argument(metavar="[FILE]…", help="Check these alone, and look at no store.")
    ] = None,
    *,
    db: Db = None,
    config: Config = None,
    kind: PlainFormat = None,
    output: Output = None,
    quiet: Quiet = False,
) -> None:
    """Check drift.toml and say what is in effect, defaults included; exit 2 where it is wrong.

    Where something was scanned it also says what each line, preset and waiver hides there, and warns of one that hides an image digest or a
    whole kind of records. What it writes is a drift.toml that means the same.
    """
    from drift.cli.opening import Using, opened
    from drift.cli.output import Wanted, write_plain
    from drift.pipeline.policy_check import checked, unscanned
    from drift.policy.config import load_settings
    from drift.render.policy_check import policy_check_text, warning_lines
    from drift.store import default_path

    if files:
        _check_alone(files, Wanted(kind, output), quiet=quiet)
    if (db or default_path()).exists():
        with opened(Using(db, config, quiet), create=False) as session:
            found = checked(session)
    else:
        found = unscanned(load_settings(policy(config)))
    write_plain(warning_lines(found) if quiet else policy_check_text(found), Wanted(kind, output))


def _check_alone(files: list[Path], wanted: "Wanted", *, quiet: bool) -> NoReturn:
    """Each of them is looked at, whatever the one before it is like."""
    from drift.cli.notes import note
    from drift.cli.output import write_plain
    from drift.errors import ConfigError
    from drift.pipeline.policy_check import unscanned
    from drift.policy.config import load_settings
    from drift.render.policy_check import policy_check_text, warning_lines

    said, wrong = [], False
    for file in files:
        try:
            found = unscanned(load_settings(file))
        except ConfigError as error:
            note(str(error))
            wrong = True
        else:
            said.append(warning_lines(found) if quiet else policy_check_text(found))
    write_plain("".join(said), wanted)
    raise typer.Exit(2 if wrong else 0)


@config_app.command()
def schema(*, output: Output = None) -> None:
    """Write the JSON Schema of drift.toml, for editors."""
    import json

    from drift.cli.output import write_text
    from drift.policy.config import json_schema

    write_text(json.dumps(json_schema(), indent=2, ensure_ascii=False) + "\n", output)


@config_app.command(hidden=True)
def reference(*, output: Output = None) -> None:
    """Write the reference page of drift.toml, as docs/reference/policy.md has it."""
    from drift.cli.output import write_text
    from drift.render import policy_markdown

    write_text(policy_markdown(), output)
