"""A variable that the environment before has is missing here."""

from drift.model.changes import Change, ChangeType, Relation
from drift.model.findings import Finding, Severity
from drift.model.records import Kind
from drift.policy.rules.interface import Context, Rule, at, kinds

RULE = Rule(
    id="env-missing",
    title="A variable is missing",
    kinds=kinds(Kind.ENV),
    relations=at(Severity.HIGH, Relation.ENVIRONMENTS, Relation.IMAGE_IMAGE, Relation.NOW_BEFORE),
    why="Programs fall back to a default, or fail at the first use, long after start.",
    fix="Set it where this environment is declared, or list it under [env] may_differ.",
    bad="SMTP_HOST=mail in staging; production does not set it",
    good="SMTP_HOST is set in both, each with its own host",
    many="variables missing",
)


def judge(change: Change, context: Context) -> Finding | None:
    if change.change is not ChangeType.REMOVED:
        return None
    return RULE.finding(change, context, f"{change.key} is missing in {context.after}: {context.before} has it")
