"""A variable is set, and empty, where the environment before has a value."""

from drift.model.canonical import Document
from drift.model.changes import Change, ChangeType
from drift.model.findings import Finding, Severity
from drift.model.records import Kind
from drift.policy.rules.interface import GIVEN, Context, Rule, at, kinds

RULE = Rule(
    id="env-empty",
    title="A variable is empty",
    kinds=kinds(Kind.ENV),
    relations=at(Severity.HIGH, *GIVEN),
    why="It counts as set: no default steps in, and a check whether it is there passes. Compose makes it so of a variable it does not know.",
    fix="Give it a value where this environment is declared, or do not set it; ${NAME:?} in Compose refuses to start without one.",
    bad='environment: {SMTP_HOST: "${SMTP_HOST}"}   # and .env of production does not have it',
    good='environment: {SMTP_HOST: "${SMTP_HOST:?}"}',
    many="variables are empty",
)


def judge(change: Change, context: Context) -> Finding | None:
    if change.change is not ChangeType.CHANGED or _is_empty(change.before) or not _is_empty(change.after):
        return None
    return RULE.finding(
        change, context, f"{change.key} is empty in {context.after}: {context.before} has a value for it"
    )


def _is_empty(side: Document | None) -> bool:
    value = (side or {}).get("value")
    return isinstance(value, str) and not value.strip()
