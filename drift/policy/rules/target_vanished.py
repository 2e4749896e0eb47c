"""A container was there, and gone before it was read."""

from drift.model.changes import Change
from drift.model.coverage import TARGET
from drift.model.findings import Finding, Severity
from drift.model.records import Kind
from drift.policy.rules.interface import Context, Rule, at, kinds

RULE = Rule(
    id="target-vanished",
    title="A container vanished while it was read",
    kinds=kinds(Kind.COVERAGE),
    relations=at(Severity.LOW),
    why="Deployments and one-off jobs do this every day. What replaced it is seen by the next scan.",
    fix="Scan again.",
    bad="a deployment replaces web-1 while it is scanned",
    good="drift scan after the deployment",
    gap=True,
)


def judge(change: Change, context: Context) -> Finding | None:
    if not change.key.startswith(TARGET) or (change.after or {}).get("outcome") != "vanished":
        return None
    return RULE.finding(change, context, f"{change.key.removeprefix(TARGET)} vanished while it was read")
