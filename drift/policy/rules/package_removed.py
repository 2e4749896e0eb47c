"""A package is gone."""

from drift.model.changes import Change, ChangeType, Relation
from drift.model.findings import Finding, Severity
from drift.model.records import Kind
from drift.policy.packages import versions_of
from drift.policy.rules.interface import Context, Rule, at, kinds
from drift.policy.weight import package_name

RULE = Rule(
    id="package-removed",
    title="A package is missing",
    kinds=kinds(Kind.PACKAGES),
    relations=at(Severity.HIGH),
    why="What imports or calls it fails, maybe only on a rare path.",
    fix="Remove it in the Dockerfile if that is meant; recreate the container if not.",
    bad="docker exec web pip uninstall -y redis",
    good="requirements.txt no longer names redis, and the image is built again",
    many="packages missing",
)


def judge(change: Change, context: Context) -> Finding | None:
    if change.change is not ChangeType.REMOVED:
        return None
    where = "the image has it" if context.relation is Relation.CONTAINER_IMAGE else f"{context.before} has it"
    name = f"{package_name(change.key)} {versions_of(change.before)}".strip()
    return RULE.finding(change, context, f"{name} is missing: {where}")
