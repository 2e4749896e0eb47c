"""An environment that the policy declares was never read."""

from dataclasses import replace

from drift.model.changes import Change
from drift.model.coverage import ENVIRONMENT
from drift.model.findings import Finding, Severity
from drift.model.records import Kind
from drift.policy.rules.interface import Context, Rule, at, kinds
from drift.policy.wording import reason

RULE = Rule(
    id="environment-not-scanned",
    title="An environment was never scanned",
    kinds=kinds(Kind.COVERAGE),
    relations=at(Severity.MEDIUM),
    why="A side that is missing cannot be equal. The verdict stays open.",
    fix="Scan it, or take it out of drift.toml.",
    bad='[[environment]] name = "production" in drift.toml, and only staging was ever scanned',
    good="drift scan --env production",
    unjudged=True,
)


def judge(change: Change, context: Context) -> Finding | None:
    if change.key != ENVIRONMENT:
        return None
    about = context.about(context.comparison.after, service="")
    name = about.comparison.after.environment
    found = RULE.finding(change, about, f"{name}: {reason(change)}")
    return replace(found, remedy=f"drift scan --env {name}, or take it out of drift.toml")
