"""A waiver's last day is over."""

from drift.model.changes import Change
from drift.model.findings import Finding, Severity
from drift.model.records import Kind
from drift.policy.rules.interface import Context, Rule, at, kinds

RULE = Rule(
    id="waiver-expired",
    title="A waiver has expired",
    kinds=kinds(Kind.COVERAGE),
    relations=at(Severity.MEDIUM),
    why="What was accepted for a time is still there, or the waiver is a line that nobody needs.",
    fix="Repair what it accepts, or take the waiver out; give it a new end only with a new reason.",
    bad="[[waiver]] … expires = 2026-01-31, and it is February",
    good="the change is in the image, and the waiver is gone",
)
EXPIRED = "waiver:"
"""Key of such a change: this, the rule and the subject. `after` has {"waiver", "expires", "reason"}."""


def judge(change: Change, context: Context) -> Finding | None:
    if not change.key.startswith(EXPIRED):
        return None
    content = change.after or {}
    title = f"{content.get('waiver')} expired on {content.get('expires')}: {content.get('reason')}"
    return RULE.finding(change, context, title)
