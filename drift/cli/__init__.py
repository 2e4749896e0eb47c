"""The command line: one file for each command; options, one call, one output. Exit codes are decided here and nowhere else."""

from typing import Annotated

import typer

from drift.cli.config import config_app
from drift.cli.db import db_app
from drift.cli.demo import demo
from drift.cli.diff import diff
from drift.cli.doctor import doctor
from drift.cli.explain import explain
from drift.cli.export import export
from drift.cli.gate import gate
from drift.cli.history import history
from drift.cli.import_ import import_
from drift.cli.init import init
from drift.cli.install_plugin import install_plugin
from drift.cli.lock import lock
from drift.cli.notify import notify
from drift.cli.report import report
from drift.cli.rules import rules
from drift.cli.sbom import sbom
from drift.cli.scan import scan
from drift.cli.schedule import schedule_app
from drift.cli.show import show
from drift.cli.status import status
from drift.cli.why import why

COMMANDS = (
    scan,
    diff,
    why,
    gate,
    lock,
    status,
    history,
    show,
    sbom,
    report,
    explain,
    rules,
    init,
    doctor,
    demo,
    export,
    install_plugin,
    notify,
)

app = typer.Typer(
    name="drift",
    help="Find what differs between the containers of your environments, where it came from, and whether it matters.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
    context_settings={"help_option_names": ["-h", "--help"]},
)
for command in COMMANDS:
    app.command(no_args_is_help=False)(command)
app.command(name="import")(import_)
app.add_typer(config_app, name="config")
app.add_typer(db_app, name="db")
app.add_typer(schedule_app, name="schedule")


def _version(wanted: bool) -> None:
    if wanted:
        from drift import __version__

        typer.echo(f"drift {__version__}")
        raise typer.Exit


@app.callback()
def top(
    *,
    version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Show the version.")
    ] = False,
) -> None:
    """Options that stand before the command."""
