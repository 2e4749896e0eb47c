"""A file that changed or vanished while it was read, twice."""

from drift.model.changes import Change, ChangeType, Relation
from drift.model.coverage import UNSTABLE
from drift.model.findings import Finding, Severity
from drift.model.records import Kind
from drift.policy.aspects import file_change
from drift.policy.rules.interface import Context, Rule, at, kinds

RULE = Rule(
    id="unstable-file",
    title="A file could not be read in peace",
    kinds=kinds(Kind.FILES, Kind.COVERAGE),
    relations=at(Severity.LOW),
    varies="info where the image has no such path",
    why="Its content was not compared. A program that writes all the time is the usual reason, and no fault.",
    fix="Scan again when the container is quiet, or list the path under [ignore] files.",
    bad="the program writes its log file while it is read",
    good='files = ["/var/log/app/"] under [ignore]',
    many="files changed while they were read",
    gap=True,
)


def judge(change: Change, context: Context) -> Finding | None:
    key = _unstable(change)
    if not key:
        return None
    added = change.change is ChangeType.ADDED and context.relation is Relation.CONTAINER_IMAGE
    severity = Severity.INFO if added else None
    title = f"{key} changed while it was read"
    return RULE.finding(change, context, title, severity=severity, kind=Kind.FILES, key=key)


def _unstable(change: Change) -> str:
    """Path with leading slash, "" where the change is about something else."""
    if change.kind is Kind.COVERAGE:
        return change.key.removeprefix(UNSTABLE) if change.key.startswith(UNSTABLE) else ""
    if change.key and (change.change is ChangeType.INCOMPARABLE or file_change(change).unstable):
        return change.key
    return ""
