"""A file is gone."""

from drift.model.changes import Change, ChangeType, Relation
from drift.model.findings import Finding, Severity
from drift.model.records import Kind
from drift.policy.aspects import file_change
from drift.policy.rules.interface import NOT_REPLICAS, Context, Rule, at, kinds
from drift.policy.weight import VARIES, owned_by, weight

RULE = Rule(
    id="file-removed",
    title="A file was removed",
    kinds=kinds(Kind.FILES),
    relations=at(Severity.HIGH, *NOT_REPLICAS),
    varies=VARIES,
    why="What needs it fails, often long after start.",
    fix="Remove it in the Dockerfile if that is meant; recreate the container if not.",
    bad="docker exec web rm /etc/ssl/certs/ca-certificates.crt",
    good="docker compose up -d --force-recreate web",
    many="files removed",
)


def judge(change: Change, context: Context) -> Finding | None:
    if change.change is not ChangeType.REMOVED:
        return None
    file = file_change(change)
    where = "the image has it" if context.relation is Relation.CONTAINER_IMAGE else f"{context.before} has it"
    return RULE.finding(
        change,
        context,
        f"{change.key} is gone: a {file.noun}, {where}",
        severity=weight(file, change),
        attribution=owned_by(change),
    )
