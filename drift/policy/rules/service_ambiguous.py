"""Several services could be the pair of one."""

from dataclasses import replace

from drift.model.changes import Change
from drift.model.coverage import AMBIGUOUS
from drift.model.findings import Finding, Severity
from drift.model.records import Kind
from drift.policy.rules.interface import Context, Rule, at, kinds
from drift.policy.wording import reason

RULE = Rule(
    id="service-ambiguous",
    title="A service cannot be paired",
    kinds=kinds(Kind.COVERAGE),
    relations=at(Severity.MEDIUM),
    why="A guess would compare two things that are not the same. The verdict stays open.",
    fix="Name the application's names under [applications] in drift.toml.",
    bad="shop-a/web and shop-b/web in staging, shop/web in production",
    good='[applications]\nshop = ["shop-a", "shop"]',
    unjudged=True,
)


def judge(change: Change, context: Context) -> Finding | None:
    if not change.key.startswith(AMBIGUOUS):
        return None
    name = change.key.removeprefix(AMBIGUOUS)
    line = (change.after or {}).get("line")
    title = f"{name} in {context.after} cannot be paired with {context.before}: {reason(change)}"
    found = RULE.finding(change, context, title)
    return replace(found, remedy=f"Add to drift.toml: {line}") if line else found
