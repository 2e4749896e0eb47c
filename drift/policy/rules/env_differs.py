"""A variable has another value."""

from drift.model.changes import Change, ChangeType, Relation
from drift.model.findings import Finding, Severity
from drift.model.records import Kind
from drift.policy.rules.interface import Context, Rule, at, kinds

RULE = Rule(
    id="env-differs",
    title="A variable has another value",
    kinds=kinds(Kind.ENV),
    relations=at(Severity.LOW, Relation.ENVIRONMENTS, Relation.IMAGE_IMAGE, Relation.NOW_BEFORE),
    why="Most differ on purpose: that is what variables are for. The one that does not is hard to see among them.",
    fix="Give it one value everywhere, or list it under [env] may_differ.",
    bad="WORKERS=4 in staging, WORKERS=1 in production",
    good='WORKERS=4 in both; or may_differ = ["WORKERS"] under [env]',
    many="variables with another value",
)


def judge(change: Change, context: Context) -> Finding | None:
    if change.change is not ChangeType.CHANGED:
        return None
    return RULE.finding(change, context, f"{change.key} has another value in {context.after} than in {context.before}")
