"""A kind of records could not be made, or not be compared."""

from drift.model.changes import Change, ChangeType
from drift.model.coverage import COLLECTOR
from drift.model.findings import Finding, Severity
from drift.model.records import Kind
from drift.policy.rules.interface import Context, Rule, at
from drift.policy.wording import reason

RULE = Rule(
    id="collector-failed",
    title="A collector failed",
    kinds=frozenset(Kind),
    relations=at(Severity.MEDIUM),
    why="What it would have read may differ: nobody knows. The verdict stays open.",
    fix="Repair what the reason names, and scan again.",
    bad="/var/lib/dpkg/status ends in the middle of a line: the disk was full",
    good="docker compose up --force-recreate web && drift scan",
    unjudged=True,
)


def judge(change: Change, context: Context) -> Finding | None:
    kind = _kind(change)
    if not kind:
        return None
    about = context.about_content(change)
    where = about.comparison.after.label
    title = f"{kind} of {where} could not be compared: {reason(change)}"
    return RULE.finding(change, about, title, kind=Kind.COVERAGE, key=f"{COLLECTOR}{kind}")


def _kind(change: Change) -> str:
    """The kind that is missing whole; "" where the change is about something else."""
    if change.change is not ChangeType.INCOMPARABLE:
        return ""
    if change.kind is Kind.COVERAGE:
        return change.key.removeprefix(COLLECTOR) if change.key.startswith(COLLECTOR) else ""
    one_record = change.key and change.kind in (Kind.ENV, Kind.FILES)
    return "" if one_record else change.kind.value
