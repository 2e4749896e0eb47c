"""The verdict in the log of a CI job: GitHub's annotations, GitLab's folded section. Elsewhere nothing."""

import os
from collections.abc import Sequence
from typing import TYPE_CHECKING

from drift.cli.notes import aside, in_github
from drift.cli.output import Wanted, rendered, write, write_text

if TYPE_CHECKING:
    from drift.report import Report


def in_gitlab() -> bool:
    return os.environ.get("GITLAB_CI") == "true" and not in_github()


def write_verdict(report: "Report", outputs: Sequence[Wanted]) -> None:
    """The outputs that are wanted, and beside them what the job's log should show. Where stdout is a document nothing is mixed into it."""
    from drift.render import gitlab

    folded = [one for one in outputs if in_gitlab() and one.is_for_people]
    for one in folded:
        write_text(gitlab.folded(report, rendered(report, one)), None)
    write(report, *(one for one in outputs if one not in folded))
    if in_github() and all(one.kind != "annotations" for one in outputs):
        _annotate(report, outputs)
    elif in_gitlab() and all(one.file is not None for one in outputs):
        write_text(gitlab.plain(report), None)


def _annotate(report: "Report", outputs: Sequence[Wanted]) -> None:
    """On stderr where stdout is a document: the runner reads both."""
    from drift.render import github

    text = github.annotations(report)
    if all(one.file is not None or one.is_for_people for one in outputs):
        write_text(text, None)
    else:
        aside(text)
