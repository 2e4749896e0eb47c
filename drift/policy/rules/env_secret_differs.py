"""A secret has another value."""

from drift.model.changes import Change, ChangeType, Relation
from drift.model.findings import Finding, Severity
from drift.model.records import Kind
from drift.policy.rules.interface import BETWEEN, Context, Rule, at, kinds

RULE = Rule(
    id="env-secret-differs",
    title="A secret has another value",
    kinds=kinds(Kind.ENV),
    relations=at(Severity.INFO, *BETWEEN) | at(Severity.HIGH, Relation.INSTANCES),
    why="Environments have their own secrets, and should. Two replicas of one service with two secrets is a rotation that stopped half-way.",
    fix="Between environments nothing: each has its own. Of replicas, recreate the one with the old secret.",
    bad="docker compose up -d --no-recreate --scale web=3 after a new API_KEY: web-1 keeps the old one",
    good="docker compose up -d --force-recreate --scale web=3",
    many="secrets with another value",
)


def judge(change: Change, context: Context) -> Finding | None:
    fingerprints = ["hmac" in side for side in (change.before, change.after) if side]
    if change.change is not ChangeType.CHANGED or not any(fingerprints):
        return None
    how = "has another value in" if all(fingerprints) else "is a secret on one side only: it cannot be compared in"
    return RULE.finding(change, context, f"{change.key} {how} {context.after}")
