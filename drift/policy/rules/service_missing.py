"""A service that the environment before has is not in this one."""

from drift.model.changes import Change, ChangeType
from drift.model.coverage import SERVICE
from drift.model.findings import Finding, Severity
from drift.model.records import Kind
from drift.policy.rules.interface import Context, Rule, at, kinds

RULE = Rule(
    id="service-missing",
    title="A service is missing",
    kinds=kinds(Kind.COVERAGE),
    relations=at(Severity.HIGH),
    why="It was tested with the others and is not there, or it has another name and is compared with nothing.",
    fix="Deploy it; map its name under [services]; or waive it, with the reason, where only the environment before needs it.",
    bad="docker compose up -d web   # without its worker",
    good="docker compose up -d",
)


def judge(change: Change, context: Context) -> Finding | None:
    if change.key != SERVICE or change.change is not ChangeType.REMOVED:
        return None
    title = f"{context.comparison.service} is missing in {context.after}: {context.before} has it"
    return RULE.finding(change, context, title)
