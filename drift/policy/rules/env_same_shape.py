"""A variable names another host, or the environment itself, and is the same in everything else."""

from drift.model.changes import Change, ChangeType, Relation
from drift.model.findings import Finding, Severity
from drift.model.records import Kind
from drift.policy.rules.interface import Context, Rule, at, kinds
from drift.policy.shapes import same_shape

RULE = Rule(
    id="env-same-shape",
    title="A variable names another host",
    kinds=kinds(Kind.ENV),
    relations=at(Severity.INFO, Relation.ENVIRONMENTS),
    why="Each environment has its own database and its own name: this is how it should differ.",
    fix="Nothing, if the host is the right one for this environment.",
    bad="DATABASE_URL=postgres://db-staging/shop where this is production",
    good="DATABASE_URL=postgres://db-staging/shop in staging, postgres://db-production/shop in production",
    many="variables that name another host",
)


def judge(change: Change, context: Context) -> Finding | None:
    if change.change is not ChangeType.CHANGED:
        return None
    before, after = (side.get("value") for side in (change.before or {}, change.after or {}))
    if not isinstance(before, str) or not isinstance(after, str):
        return None
    environments = context.comparison.before.environment, context.comparison.after.environment
    if not same_shape(change.key, before, after, environments):
        return None
    return RULE.finding(
        change, context, f"{change.key} is the same in {context.after} but for the host or the environment's name"
    )
