"""A variable that the policy requires is not set."""

from drift.model.changes import Change, ChangeType, Relation
from drift.model.findings import Finding, Severity
from drift.model.records import Kind
from drift.policy.rules.interface import Context, Rule, at, kinds, matching

RULE = Rule(
    id="env-required-missing",
    title="A required variable is missing",
    kinds=kinds(Kind.ENV),
    relations=at(Severity.HIGH),
    why="The team wrote down that the program needs it.",
    fix="Set it where this environment is declared, or take it out of [env] required.",
    bad='required = ["DATABASE_URL"] in drift.toml, and docker run web:1.4 without -e DATABASE_URL',
    good="docker run -e DATABASE_URL=postgres://db/shop web:1.4",
    many="required variables missing",
)


def judge(change: Change, context: Context) -> Finding | None:
    required = matching(change.key, context.settings.env.required) or change.key in context.settings.env.required
    if change.change is not ChangeType.REMOVED or not required:
        return None
    there = f": {context.before} has it" if context.relation is not Relation.CONTAINER_IMAGE else ""
    return RULE.finding(change, context, f"{change.key} is required and missing in {_where(context)}{there}")


def _where(context: Context) -> str:
    return context.comparison.after.environment or context.after
