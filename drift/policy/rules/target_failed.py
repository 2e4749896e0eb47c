"""A container or an engine could not be read."""

from drift.model.changes import Change
from drift.model.coverage import TARGET
from drift.model.findings import Finding, Severity
from drift.model.records import Kind
from drift.policy.rules.interface import Context, Rule, at, kinds
from drift.policy.wording import reason

RULE = Rule(
    id="target-failed",
    title="A target could not be read",
    kinds=kinds(Kind.COVERAGE),
    relations=at(Severity.MEDIUM),
    why="What runs there was not looked at. The verdict stays open.",
    fix="See what drift doctor says of it, and scan again; take it out of hosts if it is no more.",
    bad="drift scan -H ssh://prod-2 while prod-2 refuses the key",
    good="drift doctor -H ssh://prod-2; then drift scan",
    unjudged=True,
)


def judge(change: Change, context: Context) -> Finding | None:
    if not change.key.startswith(TARGET) or (change.after or {}).get("outcome") == "vanished":
        return None
    name = change.key.removeprefix(TARGET)
    return RULE.finding(change, context, f"{name} could not be read: {reason(change)}")
