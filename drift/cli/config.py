"""`drift config check|schema`: is the policy right, what is in effect, and what does each line do?"""

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, NoReturn

import typer

from drift.cli.options import AnswerFormat, Config, Db, Output, Quiet, policy

if TYPE_CHECKING:
    from drift.cli.output import Wanted
    from drift.report.policy_check import PolicyCheck

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
    kind: AnswerFormat = None,
    output: Output = None,
    quiet: Quiet = False,
) -> None:
    """Check drift.toml and say what is in effect, defaults included; exit 2 where it is wrong.

    Where something was scanned it also says what each line, preset and waiver hides there, and warns of one that hides an image digest or a
    whole kind of records. What it writes is a drift.toml that means the same.
    """
    from drift.cli.opening import Using, opened
    from drift.cli.output import Wanted
    from drift.pipeline.policy_check import checked, unscanned
    from drift.policy.config import load_settings
    from drift.store import default_path

    wanted = Wanted(kind, output, quiet).answering()
    if files:
        _check_alone(files, wanted)
    if (db or default_path()).exists():
        with opened(Using(db, config, quiet), create=False) as session:
            found, file = checked(session), session.settings.path
    else:
        settings = load_settings(policy(config))
        found, file = unscanned(settings), settings.path
    _write({file: found}, wanted)


def _check_alone(files: list[Path], wanted: "Wanted") -> NoReturn:
    """Each of them is looked at, whatever the one before it is like."""
    from drift.cli.notes import note
    from drift.errors import ConfigError
    from drift.pipeline.policy_check import unscanned
    from drift.policy.config import load_settings

    found: dict[str, PolicyCheck | str] = {}
    for file in files:
        try:
            found[str(file)] = unscanned(load_settings(file))
        except ConfigError as error:
            note(str(error))
            found[str(file)] = str(error)
    _write(found, wanted)
    raise typer.Exit(2 if any(isinstance(one, str) for one in found.values()) else 0)


def _write(found: "Mapping[str, PolicyCheck | str]", wanted: "Wanted") -> None:
    """What is wrong with a file was said beside it."""
    from drift.cli.output import write_either
    from drift.render.policy_check import policy_check_text, policy_checks_json, warning_lines

    said = warning_lines if wanted.quiet else policy_check_text
    right = [one for one in found.values() if not isinstance(one, str)]
    write_either(lambda: "".join(map(said, right)), lambda: policy_checks_json(found), wanted)


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
