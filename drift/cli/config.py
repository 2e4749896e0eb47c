"""`drift config check`: is the policy right, and what is in effect?"""

import typer

from drift.cli.options import Config, Output, PlainFormat, Quiet, policy

config_app = typer.Typer(help="The policy, drift.toml.", no_args_is_help=True, rich_markup_mode=None)


@config_app.callback()
def _group() -> None:
    """Check the policy, drift.toml."""


@config_app.command()
def check(*, config: Config = None, kind: PlainFormat = None, output: Output = None, quiet: Quiet = False) -> None:
    """Check drift.toml and say what is in effect, defaults included; exit 2 where it is wrong."""
    from drift.cli.output import Wanted, write_plain
    from drift.policy.config import load_settings
    from drift.policy.effective import effective_policy

    text = effective_policy(load_settings(policy(config)))
    if not quiet:
        write_plain(text, Wanted(kind, output))
