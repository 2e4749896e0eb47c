"""A configuration file was rewritten and says the same."""

from drift.model.changes import Change, ChangeType
from drift.model.findings import Finding, Severity
from drift.model.records import Kind
from drift.policy.aspects import file_change
from drift.policy.rules.interface import Context, Rule, at, kinds
from drift.policy.weight import owned_by

RULE = Rule(
    id="config-form-changed",
    title="A configuration file was changed in its form only",
    kinds=kinds(Kind.FILES),
    relations=at(Severity.LOW),
    why="It works as before. But somebody, or some program, writes to it where nobody should.",
    fix="Find out who rewrites it; recreate the container if it was a person.",
    bad="an editor writes /etc/app/app.json with two spaces where the image has four",
    good="nobody but the build writes below /etc",
    many="configuration files changed in their form only",
)


def judge(change: Change, context: Context) -> Finding | None:
    file = file_change(change)
    if change.change is not ChangeType.CHANGED or not change.same_meaning:
        return None
    if not file.content or file.mode or file.owner or file.type:
        return None
    title = f"{change.key} is written otherwise and says the same: formatting, order or comments"
    return RULE.finding(change, context, title, attribution=owned_by(change))
