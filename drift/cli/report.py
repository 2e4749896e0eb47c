"""`drift report`: the state of all environments as a page, or as a site of pages."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from drift.cli.options import Config, Db, Format, Outputs, Quiet, Verbose

if TYPE_CHECKING:
    from drift.cli.opening import Using


def report(  # noqa: PLR0913 - each option is a parameter
    *,
    env: Annotated[list[str] | None, typer.Option("--env", help="Judge this environment; may be repeated.")] = None,
    since: Annotated[
        str | None,
        typer.Option("--since", help="Only what no scan saw before this counts. 2026-11-01, a time, or 7d."),
    ] = None,
    db: Db = None,
    config: Config = None,
    kind: Format = None,
    output: Outputs = None,
    site: Annotated[
        Path | None,
        typer.Option("--site", metavar="DIR", help="Write a static site into this folder, or bring it up to date."),
    ] = None,
    quiet: Quiet = False,
    verbose: Verbose = False,
) -> None:
    """Write what gate judges as a page, or in another format, or as a site.

    Without -o the file is drift.html, or drift and the suffix of --format. A site has a page for each service and each environment,
    and what was before; it can be read while it is written.
    """
    from drift.cli.opening import Using, opened
    from drift.cli.output import wanted_outputs, write
    from drift.pipeline.gating import Terms, state_of
    from drift.pipeline.judging import fleet_report
    from drift.pipeline.wishes import moment
    from drift.render import renderer_for

    if site is not None:
        if output or kind:
            raise typer.BadParameter("--site writes pages into a folder: give no -o and no --format.")
        if env or since is not None:
            raise typer.BadParameter(
                "--site is of all environments and all of their findings: give no --env and no --since."
            )
        _publish(site, Using(db, config, quiet))
        return
    usual = Path(f"drift{renderer_for(kind or 'html').suffixes[0]}")
    outputs = wanted_outputs(kind, output or [usual], quiet=quiet, verbose=verbose, usual="html")
    with opened(Using(db, config, quiet), create=False) as session:
        terms = Terms(only_new=since is not None, since=moment(since, session.now) if since is not None else None)
        state = state_of(session, env or [])
        paged = any(one.is_page for one in outputs)
        made = fleet_report(session, state, terms.before(state), paged=paged)
    write(made, *outputs)


def _publish(folder: Path, using: "Using") -> None:
    from drift.cli.notes import note
    from drift.cli.opening import opened
    from drift.cli.site_folder import publish_site
    from drift.pipeline.judging import fleet_site
    from drift.render import site_files
    from drift.report.wording import count

    with opened(using, create=False) as session:
        made = fleet_site(session)
    done = publish_site(site_files(made), folder)
    if not using.quiet:
        answer = made.pages[-1].report.headline.answer
        removed = f", {count(done.removed, 'page')} removed" if done.removed else ""
        note(f"{answer}; {count(done.pages, 'page')} in {folder}, {done.written:,} written{removed}")
