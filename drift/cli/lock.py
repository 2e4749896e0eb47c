"""`drift lock`: what each service is, as a file to commit."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, NoReturn

import typer

from drift.cli.notes import note
from drift.cli.options import (
    Config,
    Context,
    Db,
    Host,
    HostFiles,
    Image,
    Quiet,
    Verify,
    place,
    policy,
    usual_environment,
)
from drift.model.snapshot import HostFiles as Files

if TYPE_CHECKING:
    from drift.cli.opening import Using
    from drift.model.lock import Lock
    from drift.pipeline.wishes import Manner


def lock(  # noqa: PLR0913 - each option is a parameter
    references: Annotated[
        list[str] | None, typer.Argument(metavar="[REF]…", help="Read these now: container:NAME, dir:PATH.")
    ] = None,
    *,
    env: Annotated[
        list[str] | None,
        typer.Option("--env", help="Of this environment; may be repeated. With REF: what it is of. [default: all]"),
    ] = None,
    update: Annotated[
        bool, typer.Option("--update", help="Write it anew; what is not named stays as it is locked.")
    ] = False,
    check: Annotated[
        bool,
        typer.Option("--check", help="Only look at the file that is there: is it whole, and as drift.toml wants it?"),
    ] = False,
    host: Host = None,
    context: Context = None,
    verify: Verify = False,
    host_files: HostFiles = Files.AUTO,
    image: Image = None,
    db: Db = None,
    config: Config = None,
    output: Annotated[Path, typer.Option("-o", "--output", help="The file; - is the terminal.")] = Path("drift.lock"),
    quiet: Quiet = False,
) -> None:
    """Write drift.lock: what each service is, to commit beside the code.

    Without REF it is the newest state that the store has. `drift gate --lock drift.lock` compares what runs with it, on a machine that
    has nothing but the file; `drift lock --check`, before a commit, asks neither an engine nor the store. Secrets are in it as fingerprints, made with the key that it names.
    """
    from drift.cli.opening import Using
    from drift.cli.output import Wanted, write_text
    from drift.errors import OutputError
    from drift.pipeline.locked import read_lock
    from drift.pipeline.locking import updated, updated_services
    from drift.pipeline.wishes import Manner
    from drift.policy.lockfile import lock_text
    from drift.report.wording import count

    if check:
        if references or env or update:
            raise typer.BadParameter("--check looks at the file alone: give no REF, no --env and no --update.")
        _check(output, config, quiet=quiet)
    file = Wanted(None, output).file
    if file and file.is_file() and not update:
        raise OutputError(
            f"{str(file)!r} is there already", remedy="--update writes it anew; or name another file with -o"
        )
    old = read_lock(file) if file and update else None
    names = env or (sorted(old.environments) if old and not references else [])
    using = Using(db, config, quiet, place(host, context))
    new = _lock(references or [], names, using, Manner(verify, image or "", host_files=host_files))
    if old and (references or env):
        new = updated_services(old, new) if references else updated(old, new)
    write_text(lock_text(new), file)
    if file and not quiet:
        note(f"locked {count(len(new.services), 'service')} of {', '.join(sorted(new.environments))} in {file}")


def _check(file: Path, config: Path | None, *, quiet: bool) -> NoReturn:
    """A line for each problem, exit 2 where there is one."""
    from drift.cli.output import write_text
    from drift.pipeline.locked import checked_lock
    from drift.policy.config import load_settings
    from drift.render.text import visible
    from drift.report.wording import count

    lock, problems = checked_lock(file, load_settings(policy(config)))
    ok = f"ok: {file} has {count(len(lock.services), 'service')} of {', '.join(sorted(lock.environments))}, as the policy wants it"
    lines = [f"{file}: {one}" for one in problems] or ([] if quiet else [ok])
    write_text("".join(f"{visible(line)}\n" for line in lines), None)
    if problems:
        note("drift lock --update writes it anew")
    raise typer.Exit(2 if problems else 0)


def _lock(references: list[str], names: list[str], using: "Using", manner: "Manner") -> "Lock":
    from drift.cli.opening import opened, opened_aside
    from drift.pipeline.environments import Asked, environments_to_scan
    from drift.pipeline.locking import lock_of_references, lock_of_store
    from drift.pipeline.wishes import Wish, running

    if not references:
        if using.place or manner.image or manner.verify:
            raise typer.BadParameter("-H, -c, --image and --verify are for what is read now: name it.")
        with opened(using, create=False) as session:
            return lock_of_store(session, names)
    if len(names) > 1:
        raise typer.BadParameter("What is read now is of one environment: give one --env.")
    with opened_aside(using, make_key=True) as session:
        asked = Asked(names[0] if names else None, using.place, usual_environment())
        chosen = environments_to_scan(session.settings, asked)
        return lock_of_references(session, Wish(chosen, running(references), stopped=True, manner=manner))
