"""The verdict in the log of a CI job: GitHub's annotations, GitLab's folded section. Elsewhere nothing."""

import os
from typing import TYPE_CHECKING

from drift.cli.notes import aside, in_github
from drift.cli.output import Wanted, rendered, write, write_text

if TYPE_CHECKING:
    from drift.report import Report


def in_gitlab() -> bool:
    return os.environ.get("GITLAB_CI") == "true" and not in_github()


def write_verdict(report: "Report", wanted: Wanted) -> None:
    """The output that is wanted, and beside it what the job's log should show. Where stdout is a document nothing is mixed into it."""
    from drift.render import gitlab

    if in_gitlab() and wanted.is_for_people:
        write_text(gitlab.folded(report, rendered(report, wanted)), None)
        return
    write(report, wanted)
    if in_github() and wanted.kind != "annotations":
        _annotate(report, wanted)
    elif in_gitlab() and wanted.file is not None:
        write_text(gitlab.plain(report), None)


def _annotate(report: "Report", wanted: Wanted) -> None:
    """On stderr where stdout is a document: the runner reads both."""
    from drift.render import github

    text = github.annotations(report)
    if wanted.file is not None or wanted.is_for_people:
        write_text(text, None)
    else:
        aside(text)
