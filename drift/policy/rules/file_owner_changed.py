"""A file or directory belongs to somebody else."""

from drift.model.changes import Change, ChangeType
from drift.model.findings import Finding, Severity
from drift.model.records import Kind
from drift.policy.aspects import file_change
from drift.policy.rules.interface import NOT_REPLICAS, Context, Rule, at, kinds
from drift.policy.weight import owned_by

RULE = Rule(
    id="file-owner-changed",
    title="The owner was changed",
    kinds=kinds(Kind.FILES),
    relations=at(Severity.HIGH, *NOT_REPLICAS),
    why="The program's user can no longer read or write it, or may now write what it should only read.",
    fix="Set the owner in the Dockerfile (COPY --chown) if it is meant; recreate the container if not.",
    bad="docker exec -u root web chown -R root:root /srv/app/uploads",
    good="COPY --chown=app:app uploads /srv/app/uploads",
    many="files and directories with another owner",
)


def judge(change: Change, context: Context) -> Finding | None:
    if change.change is not ChangeType.CHANGED:
        return None
    file = file_change(change)
    if not file.owner:
        return None
    return RULE.finding(change, context, f"{change.key}: {file}", attribution=owned_by(change))
