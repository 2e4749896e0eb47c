"""A file has another content, or is something else."""

from drift.model.changes import Change, ChangeType
from drift.model.findings import Consequence, Effect, Finding, Severity
from drift.model.records import Kind
from drift.policy.aspects import file_change
from drift.policy.rules.interface import NOT_REPLICAS, Context, Rule, at, kinds
from drift.policy.weight import VARIES, owned_by, weight

RULE = Rule(
    id="file-changed",
    title="A file was changed",
    kinds=kinds(Kind.FILES),
    relations=at(Severity.HIGH, *NOT_REPLICAS),
    varies=VARIES,
    why="What was tested is not what runs.",
    fix="Make the change where the image is built, or recreate the container from it.",
    bad="docker exec web vi /srv/app/orders.py",
    good="the change is in Git, in a new image, and in every environment",
    many="files changed",
)


def judge(change: Change, context: Context) -> Finding | None:
    if change.change is not ChangeType.CHANGED:
        return None
    file = file_change(change)
    if not (file.content or file.type):
        return None
    consequence = Consequence("it can no longer be run" if file.lost_execution else "", Effect.FAILS)
    return RULE.finding(
        change,
        context,
        f"{change.key}: {file}",
        severity=weight(file, change),
        consequence=consequence,
        attribution=owned_by(change),
    )
