"""A service that the environment before does not have."""

from drift.model.changes import Change, ChangeType
from drift.model.coverage import SERVICE
from drift.model.findings import Finding, Severity
from drift.model.records import Kind
from drift.policy.rules.interface import Context, Rule, at, kinds

RULE = Rule(
    id="service-extra",
    title="A service is in this environment only",
    kinds=kinds(Kind.COVERAGE),
    relations=at(Severity.MEDIUM),
    why="It came here without the stages before, or it has another name there.",
    fix="Deploy it to the environment before as well; map its name under [services]; or waive it with the reason.",
    bad="docker run -d --name adminer adminer   # by hand, in production alone",
    good="adminer stands in compose.yaml, behind a profile",
)


def judge(change: Change, context: Context) -> Finding | None:
    if change.key != SERVICE or change.change is not ChangeType.ADDED:
        return None
    return RULE.finding(
        change, context, f"{context.comparison.service} runs in {context.after}, not in {context.before}"
    )
