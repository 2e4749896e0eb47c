"""A snapshot is older than the policy allows, or from the future."""

from datetime import timedelta

from drift.model.changes import Change
from drift.model.coverage import AGE
from drift.model.findings import Finding, Severity
from drift.model.records import Kind
from drift.policy.durations import spoken
from drift.policy.rules.interface import Context, Rule, at, kinds

RULE = Rule(
    id="snapshot-stale",
    title="A snapshot is too old",
    kinds=kinds(Kind.COVERAGE),
    relations=at(Severity.MEDIUM),
    why="It says what ran then, not what runs. The verdict stays open.",
    fix="Scan again, on a schedule, or give max_age in drift.toml a longer time. In the future: set the clock right, here or there.",
    bad="the timer of drift scan has failed for three days",
    good="drift scan --env production; then drift gate",
    unjudged=True,
)


def judge(change: Change, context: Context) -> Finding | None:
    if change.key != AGE:
        return None
    content = change.after or change.before or {}
    about = context.about_content(change, service="")
    age, allowed = (_seconds(content.get(field)) for field in ("age_seconds", "max_age_seconds"))
    where = about.comparison.after.environment or about.comparison.after.label
    if age < timedelta(0):
        return RULE.finding(change, about, f"{where} was read {spoken(-age)} in the future: a clock is or was wrong")
    return RULE.finding(change, about, f"{where} was read {spoken(age)} ago; {spoken(allowed)} is allowed")


def _seconds(value: object) -> timedelta:
    return timedelta(seconds=value if isinstance(value, int) else 0)
