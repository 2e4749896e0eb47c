"""Something that the route to a container cannot see."""

from drift.model.changes import Change
from drift.model.coverage import NOT_LOOKED_FOR
from drift.model.findings import Finding, Severity
from drift.model.records import Kind
from drift.policy.rules.interface import Context, Rule, at, kinds

RULE = Rule(
    id="not-looked-for",
    title="Something was not looked for",
    kinds=kinds(Kind.COVERAGE),
    relations=at(Severity.LOW),
    why="No route sees everything. It is a finding under strict_coverage only: a container just started has none.",
    fix="Scan with --verify, which reads every file again.",
    bad="drift scan of a remote engine: an edit that keeps size and time is not in its list",
    good="drift scan --verify",
    gap=True,
)


def judge(change: Change, context: Context) -> Finding | None:
    if not change.key.startswith(NOT_LOOKED_FOR):
        return None
    about = context.about(context.comparison.after, service="")
    return RULE.finding(change, about, change.key.removeprefix(NOT_LOOKED_FOR))
