"""Something else is mounted, or nothing."""

from drift.model.changes import Change, ChangeType, Relation
from drift.model.findings import Finding, Severity
from drift.model.records import Kind
from drift.policy.rules.interface import Context, Rule, at, kinds

RULE = Rule(
    id="mount-differs",
    title="A mount differs",
    kinds=kinds(Kind.MOUNTS),
    relations=at(Severity.MEDIUM, Relation.ENVIRONMENTS, Relation.IMAGE_IMAGE, Relation.NOW_BEFORE),
    varies="low where only the source on the host or the volume's name is another",
    why="Data that one environment keeps is lost in the other, or a file that it needs is not there.",
    fix="Give all environments the same mounts where they are declared.",
    bad="volumes: [uploads:/srv/uploads] in staging; production has no volume there",
    good="volumes: [uploads:/srv/uploads] in compose.yaml, for all environments",
    many="mounts differ",
)


def judge(change: Change, context: Context) -> Finding | None:
    match change.change:
        case ChangeType.ADDED:
            return RULE.finding(change, context, f"{change.key} is mounted in {context.after}, not in {context.before}")
        case ChangeType.REMOVED:
            return RULE.finding(
                change, context, f"{change.key} is not mounted in {context.after}: it is in {context.before}"
            )
        case _:
            differing = _differing(change)
            severity = Severity.LOW if differing == ["source"] else None
            title = f"the mount at {change.key} differs in {context.after}: {', '.join(differing)}"
            return RULE.finding(change, context, title, severity=severity)


def _differing(change: Change) -> list[str]:
    before, after = change.before or {}, change.after or {}
    names = {
        "type": "type",
        "source": "source",
        "rw": "read-only or not",
        "hides": "what it hides",
        "stale": "which of the image's files it has",
    }
    return [name for field, name in names.items() if before.get(field) != after.get(field)] or ["the record"]
