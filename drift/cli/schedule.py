"""`drift schedule install|show|remove`: scans that a timer of systemd, or cron, starts."""

import os
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from drift.cli.options import Config, Db, EnvName, policy, usual_environment

if TYPE_CHECKING:
    from drift.schedule import Plan, Scheduled, Scheduler

schedule_app = typer.Typer(help="Scans on a timer.", no_args_is_help=True, rich_markup_mode=None)

OfUser = Annotated[bool, typer.Option("--user", help="Of who runs this, not of the machine. [default: but for root]")]


@schedule_app.callback()
def _group() -> None:
    """Scan on a timer, and publish what drift.toml says."""


@schedule_app.command()
def install(
    *,
    every: Annotated[str, typer.Option("--every", help="1m to 1d: what divides the hour or the day.")] = "15m",
    env: EnvName = None,
    config: Config = None,
    db: Db = None,
    cron: Annotated[bool, typer.Option("--cron", help="By cron, not by systemd.")] = False,
    user: Annotated[
        str,
        typer.Option("--as", metavar="USER", help="Whom it runs as. [default: a user of systemd's own; by cron root]"),
    ] = "",
    of_user: OfUser = False,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Only say what would be written.")] = False,
) -> None:
    """Run `drift scan --publish` on a timer.

    As root by units of the machine (hardened, in /etc/systemd/system), else by units of the user's own; with --cron by a file in
    /etc/cron.d, else by a block in the user's crontab. Nothing that is not ours is changed.
    """
    from drift.cli.output import Wanted, write_plain

    of_user = of_user or os.geteuid() != 0
    if of_user and user:
        raise typer.BadParameter(
            "--as is for what root installs for the machine: a user's own timer runs as that user."
        )
    made = _plan(every, env, config, db, user)
    scheduler = _schedulers(of_user=of_user)["cron" if cron else "systemd"]
    found = scheduler.would(made) if dry_run else scheduler.install(made)
    write_plain("".join(_lines(found, "WOULD BE SCHEDULED" if dry_run else "SCHEDULED")), Wanted(None, None))


@schedule_app.command()
def show(*, of_user: OfUser = False) -> None:
    """Say what is scheduled, how, and when it runs next."""
    from drift.cli.output import Wanted, write_plain

    every = [one.found() for one in _schedulers(of_user=of_user or os.geteuid() != 0).values()]
    text = "\n".join("".join(_lines(one, "SCHEDULED")) for one in every if one)
    write_plain(text or "NOT SCHEDULED: drift schedule install\n", Wanted(None, None))


@schedule_app.command()
def remove(*, of_user: OfUser = False) -> None:
    """Take away what `install` made, and nothing else."""
    from drift.cli.output import Wanted, write_plain

    schedulers = _schedulers(of_user=of_user or os.geteuid() != 0).values()
    removed = [place for one in schedulers for place in one.remove()]
    lines = [f"REMOVED: from {place}\n" if place == "the crontab" else f"REMOVED: {place}\n" for place in removed]
    write_plain("".join(lines) or "NOT SCHEDULED: there was nothing of ours\n", Wanted(None, None))


def _schedulers(*, of_user: bool) -> "dict[str, Scheduler]":
    from drift.schedule import Cron, Systemd

    return {"systemd": Systemd(of_user, os.environ), "cron": Cron(of_user, os.environ)}


def _plan(every: str, env: str | None, config: Path | None, db: Path | None, user: str) -> "Plan":
    """With what this shell means: the drift.toml that lies here, DRIFT_ENV, the store."""
    from drift.pipeline.environments import Asked, environments_to_scan
    from drift.policy.config import load_settings
    from drift.schedule import Every, Wanted, planned
    from drift.store import default_path

    often = Every.parse(every)
    file = policy(config)
    settings = load_settings(file)
    environments = environments_to_scan(settings, Asked(env, None, usual_environment()))
    wanted = Wanted(often, env or usual_environment(), file, db or default_path(), user)
    return planned(wanted, settings, environments, os.environ)


def _lines(found: "Scheduled", word: str) -> Iterator[str]:
    from datetime import UTC, datetime

    following = found.every.next_after(datetime.now(UTC))
    yield f"{word}: every {found.every.spoken}, by {found.by}; next at {following:%H:%M on %Y-%m-%d}\n"
    yield from (f"{note}\n" for note in found.notes)
    for place, text in found.files.items():
        yield f"\n{place}:\n"
        yield from (f"  {line}".rstrip() + "\n" for line in text.splitlines())
