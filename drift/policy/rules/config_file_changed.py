"""A configuration file says something else."""

from drift.model.changes import Change, ChangeType
from drift.model.findings import Consequence, Effect, Finding, Severity
from drift.model.records import Kind
from drift.policy.aspects import FileChange, file_change
from drift.policy.paths import FileClass
from drift.policy.rules.interface import Context, Rule, at, kinds
from drift.policy.weight import owned_by

RULE = Rule(
    id="config-file-changed",
    title="A configuration file was changed",
    kinds=kinds(Kind.FILES),
    relations=at(Severity.HIGH),
    why="Somebody made it work here by hand. The next deployment loses the change, and no other environment has it.",
    fix="Bring the change into the image or a mounted file, or give it by a variable; then recreate the container.",
    bad="docker exec web sed -i 's/workers = 4/workers = 1/' /etc/app/app.ini",
    good="COPY app.ini /etc/app/app.ini   # with workers = 1, and a new tag",
    many="configuration files changed",
)


def judge(change: Change, context: Context) -> Finding | None:
    file = file_change(change)
    changed = change.change is ChangeType.CHANGED and (file.content or file.type)
    if not changed or file.file_class is not FileClass.CONFIG:
        return None
    title = f"{change.key}: {_places(change, file) or file}"
    consequence = Consequence("it can no longer be run" if file.lost_execution else "", Effect.FAILS)
    return RULE.finding(change, context, title, consequence=consequence, attribution=owned_by(change))


def _places(change: Change, file: FileChange) -> str:
    """As in "server.port, workers and 2 more", with the other aspects; "" where the document's parts are not known."""
    paths = [detail.path for detail in change.details]
    if not paths:
        return ""
    rest = f" and {len(paths) - 3} more" if len(paths) > 3 else ""
    others = [part for part, differs in (("mode", file.mode), ("owner", file.owner)) if differs]
    return " and ".join((f"{', '.join(paths[:3])}{rest}", *others))
