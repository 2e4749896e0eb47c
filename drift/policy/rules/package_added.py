"""A package is installed that the other side does not have."""

from drift.model.changes import Change, ChangeType, Relation
from drift.model.findings import Finding, Severity
from drift.model.records import Kind
from drift.policy.packages import versions_of
from drift.policy.rules.interface import Context, Rule, at, kinds
from drift.policy.weight import package_name

RULE = Rule(
    id="package-added",
    title="A package was installed",
    kinds=kinds(Kind.PACKAGES),
    relations=at(Severity.HIGH),
    why="It is in no image: nobody tested or scanned it, and the next container is without it.",
    fix="Install it in the Dockerfile if it is needed; recreate the container if not.",
    bad="docker exec web apt-get install -y strace",
    good="RUN apt-get update && apt-get install -y strace   # in an image for debugging",
    many="packages added",
)


def judge(change: Change, context: Context) -> Finding | None:
    if change.change is not ChangeType.ADDED:
        return None
    where = "not in the image" if context.relation is Relation.CONTAINER_IMAGE else f"not in {context.before}"
    name = f"{package_name(change.key)} {versions_of(change.after)}".strip()
    return RULE.finding(change, context, f"{name} is installed, {where}")
