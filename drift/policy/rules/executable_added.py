"""A program that the other side does not have."""

from drift.model.changes import Change, ChangeType, Relation
from drift.model.findings import Finding, Severity
from drift.model.records import Kind
from drift.policy.aspects import file_change
from drift.policy.paths import FileClass, is_executable
from drift.policy.rules.interface import NOT_REPLICAS, Context, Rule, at, kinds
from drift.policy.weight import owned_by

RULE = Rule(
    id="executable-added",
    title="An executable file was added",
    kinds=kinds(Kind.FILES),
    relations=at(Severity.HIGH, *NOT_REPLICAS),
    varies="medium where programs keep state (/tmp, /run …): some unpack what they run there",
    why="What runs here was never built, tested or scanned with the image. A tool left by hand and an intruder look the same.",
    fix="Add it in the Dockerfile if it belongs there; recreate the container if not.",
    bad="docker cp ./jq web:/usr/local/bin/jq",
    good="RUN apt-get update && apt-get install -y jq   # in the Dockerfile",
    many="executable files added",
)


def judge(change: Change, context: Context) -> Finding | None:
    if change.change is not ChangeType.ADDED:
        return None
    file = file_change(change)
    if not is_executable(file.after):
        return None
    where = "not in the image" if context.relation is Relation.CONTAINER_IMAGE else f"not in {context.before}"
    return RULE.finding(
        change,
        context,
        f"{change.key} was added: an executable, {where}",
        severity=Severity.MEDIUM if file.file_class is FileClass.STATE else None,
        attribution=owned_by(change),
    )
