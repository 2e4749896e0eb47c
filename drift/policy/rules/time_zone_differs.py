"""The times that a program shows, and starts by, are those of another zone."""

from drift.model.changes import Change, ChangeType
from drift.model.findings import Finding, Severity
from drift.model.records import TIME_ZONE, Kind
from drift.policy.rules.interface import GIVEN, Context, Rule, at, kinds
from drift.policy.wording import opposed

RULE = Rule(
    id="time-zone-differs",
    title="The time zone is another",
    kinds=kinds(Kind.ENV, Kind.CONFIG),
    relations=at(Severity.MEDIUM, *GIVEN),
    varies="high where a variable for it is missing",
    why="Local times shift: reports of the wrong day, jobs an hour early, dates that a test had right.",
    fix="Run everything in UTC, or set TZ in the Dockerfile for all environments, with tzdata.",
    bad="volumes: [/etc/localtime:/etc/localtime:ro]   # whatever the host has",
    good="ENV TZ=UTC",
    many="settings of the time zone differ",
)
_VARIABLES = ("TZ",)


def judge(change: Change, context: Context) -> Finding | None:
    is_variable = change.kind is Kind.ENV and change.key in _VARIABLES
    if change.change is ChangeType.INCOMPARABLE or not (is_variable or change.key == TIME_ZONE):
        return None
    missing = is_variable and change.change is ChangeType.REMOVED
    name = change.key if is_variable else "the time zone"
    title = opposed(name, change, context.before, context.after)
    return RULE.finding(change, context, title, severity=Severity.HIGH if missing else None)
