"""A file or directory has other permissions."""

from drift.model.changes import Change, ChangeType
from drift.model.findings import NO_CONSEQUENCE, Consequence, Effect, Finding, Severity
from drift.model.records import Kind
from drift.policy.aspects import FileChange, file_change
from drift.policy.rules.interface import NOT_REPLICAS, Context, Rule, at, kinds
from drift.policy.weight import owned_by

RULE = Rule(
    id="file-mode-changed",
    title="Permissions were changed",
    kinds=kinds(Kind.FILES),
    relations=at(Severity.HIGH, *NOT_REPLICAS),
    why="A program can no longer read, run or write what it needs, or anybody can.",
    fix="Set the mode in the Dockerfile (COPY --chmod, RUN chmod) if it is meant; recreate the container if not.",
    bad="docker exec web chmod -R 777 /srv/app",
    good="COPY --chmod=0644 app /srv/app",
    many="files and directories with changed permissions",
)


def judge(change: Change, context: Context) -> Finding | None:
    if change.change is not ChangeType.CHANGED:
        return None
    file = file_change(change)
    if not (file.mode or (file.capability and not file.owner)):
        return None
    return RULE.finding(
        change, context, f"{change.key}: {file}", consequence=_consequence(file), attribution=owned_by(change)
    )


def _consequence(file: FileChange) -> Consequence:
    if file.lost_execution:
        return Consequence("it can no longer be run", Effect.FAILS)
    if file.anyone_writes:
        return Consequence("anyone in the container may write it", Effect.EXPOSED)
    return NO_CONSEQUENCE
