"""What follows a scan: files and notifications, as the policy says. Each that fails is a line, and keeps none of the others back."""

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from drift.errors import DriftError

if TYPE_CHECKING:
    from drift.cli.opening import Using
    from drift.pipeline.session import Session
    from drift.report import Report
    from drift.report.site import Sources

OWNER_ALONE = 0o600
"""A report has names, versions and settings of what runs in production."""
FOR_ALL = 0o644
"""Metrics are read by node_exporter, which is another user."""


def publish_state(using: "Using") -> bool:
    """The newest state of all environments, as `drift report` judges it. False where something could not be written or sent."""
    from drift.cli.notes import note
    from drift.cli.opening import opened

    with opened(using, create=False) as session:
        problems = list(_published(session))
    for problem in problems:
        note(problem)
    return not problems


def _published(session: "Session") -> Iterator[str]:
    from drift.cli.output import Wanted
    from drift.pipeline.judging import fleet_report, fleet_sources, newest

    publish, notify = session.settings.publish, session.settings.notify
    if not (publish.reports or publish.metrics or publish.site or notify.wanted):
        return
    sources = fleet_sources(session, newest(session)) if publish.site else None
    paged = any(Wanted(None, Path(file)).is_page for file in publish.reports)
    report = sources.report if sources else fleet_report(session, paged=paged)
    for file in publish.reports:
        yield from _written(report, Path(file), OWNER_ALONE)
    if publish.metrics:
        yield from _written(report, Path(publish.metrics), FOR_ALL)
    if sources:
        yield from _site(sources, Path(publish.site))
    if notify.wanted:
        yield from told(session, report)


def _written(report: "Report", file: Path, mode: int) -> Iterator[str]:
    from drift.cli.output import write_published
    from drift.render import renderer_for, suffix_of

    try:
        write_published(renderer_for(suffix_of(file)).render(report), file, mode)
    except DriftError as error:
        yield f"not published: {error}"


def _site(sources: "Sources", folder: Path) -> Iterator[str]:
    from drift.cli.site_folder import publish_site
    from drift.render import site_files
    from drift.report.site import site

    try:
        publish_site(site_files(site(sources)), folder)
    except DriftError as error:
        yield f"not published: {error}"


def told(session: "Session", report: "Report", *, test: bool = False) -> Iterator[str]:
    """A line for each message that could not be sent, and none for another run that sends them."""
    from drift.pipeline.telling import tell, try_out

    telling = try_out(session, report) if test else tell(session, report)
    if telling.busy:
        session.note("another run sends the notifications right now: left to it")
    for name in telling.told:
        session.note(f"told {name}")
    again = "" if test else ", tried again at the next run"
    for problem in telling.problems:
        yield f"not told{again}: {problem}"
