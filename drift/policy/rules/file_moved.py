"""A file lies at another place."""

from drift.model.changes import Change, ChangeType
from drift.model.findings import Finding, Severity
from drift.model.records import Kind
from drift.policy.aspects import file_change
from drift.policy.rules.interface import NOT_REPLICAS, Context, Rule, at, kinds
from drift.policy.weight import VARIES, owned_by, weight

RULE = Rule(
    id="file-moved",
    title="A file was moved or renamed",
    kinds=kinds(Kind.FILES),
    relations=at(Severity.HIGH, *NOT_REPLICAS),
    varies=VARIES,
    why="What looks for it at its old place does not find it.",
    fix="Move it in the Dockerfile if that is meant; recreate the container if not.",
    bad="docker exec web mv /srv/app/config.yml /srv/app/config.yml.bak",
    good="docker compose up -d --force-recreate web",
    many="files moved",
)


def judge(change: Change, context: Context) -> Finding | None:
    if change.change is not ChangeType.MOVED:
        return None
    origin = str((change.before or {}).get("path", ""))
    file = file_change(change)
    also = f", {file}" if str(file) else ""
    worth = max(weight(file, change), weight(type(file)(origin, file.before, None), change))
    return RULE.finding(
        change, context, f"{origin} was moved to {change.key}{also}", severity=worth, attribution=owned_by(change)
    )
