"""Nothing checks any longer whether the program works."""

from drift.model.changes import Change, ChangeType
from drift.model.findings import Finding, Severity
from drift.model.records import Kind
from drift.policy.rules.interface import GIVEN, Context, Rule, at, kinds
from drift.policy.wording import values

RULE = Rule(
    id="health-check-off",
    title="The health check is off",
    kinds=kinds(Kind.CONFIG),
    relations=at(Severity.MEDIUM, *GIVEN),
    why="A program that hangs counts as well: nothing restarts it, it gets requests, and what waits for it to be healthy waits for nothing.",
    fix="Take `healthcheck: {disable: true}` or --no-healthcheck away; if the check is wrong, repair it in the Dockerfile.",
    bad="healthcheck: {disable: true}   # since it failed once, at a slow start",
    good="HEALTHCHECK --start-period=60s CMD curl -fsS http://localhost:8080/health",
)


def judge(change: Change, context: Context) -> Finding | None:
    before, after = values(change)
    if change.key != "healthcheck" or change.change is ChangeType.INCOMPARABLE or not before or after:
        return None
    return RULE.finding(change, context, f"{context.after} has no health check: {context.before} has one")
