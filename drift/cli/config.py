"""`drift config check`: is the policy right, and what is in effect?"""

import typer

from drift.cli.options import Config

config_app = typer.Typer(help="The policy, drift.toml.", no_args_is_help=True, rich_markup_mode=None)


@config_app.callback()
def _group() -> None:
    """The policy, drift.toml."""


@config_app.command()
def check(*, config: Config = None) -> None:
    """Check drift.toml and say what is in effect; exit 2 where it is wrong."""
    from drift.cli.options import policy_here
    from drift.cli.output import write_text
    from drift.policy.config import load_settings
    from drift.policy.effective import effective_policy

    write_text(effective_policy(load_settings(config or policy_here())), None)
