"""A variable that the environment before does not have."""

from drift.model.changes import Change, ChangeType, Relation
from drift.model.findings import Finding, Severity
from drift.model.records import Kind
from drift.policy.rules.interface import Context, Rule, at, kinds

RULE = Rule(
    id="env-extra",
    title="A variable is set that the environment before does not have",
    kinds=kinds(Kind.ENV),
    relations=at(Severity.MEDIUM, Relation.ENVIRONMENTS, Relation.IMAGE_IMAGE, Relation.NOW_BEFORE),
    why="It switches something that was never on where the service was tested.",
    fix="Set it in the environment before as well, or list it under [env] may_differ.",
    bad="FEATURE_NEW_CHECKOUT=on is set in production, and was never on in staging",
    good="FEATURE_NEW_CHECKOUT=on in staging first, then in production",
    many="variables that the environment before does not have",
)


def judge(change: Change, context: Context) -> Finding | None:
    if change.change is not ChangeType.ADDED:
        return None
    return RULE.finding(change, context, f"{change.key} is set in {context.after}, not in {context.before}")
