"""Something starts by the clock that did not, or no longer does."""

from drift.model.canonical import Document
from drift.model.changes import Change, Relation
from drift.model.findings import Finding, Severity
from drift.model.records import Kind
from drift.policy.rules.interface import NOT_REPLICAS, Context, Rule, at, kinds
from drift.policy.wording import different

RULE = Rule(
    id="schedule-changed",
    title="A crontab or timer was added, removed or changed",
    kinds=kinds(Kind.SCHEDULES),
    relations=at(Severity.MEDIUM, *NOT_REPLICAS) | at(Severity.HIGH, Relation.CONTAINER_IMAGE),
    why="It runs when nobody looks: a job that is missing is noticed late, one that was added by hand keeps a door open.",
    fix="Keep schedules in the image or in the orchestrator, not in the container.",
    bad="docker exec web sh -c 'echo \"* * * * * root /tmp/x\" > /etc/cron.d/x'",
    good="COPY cron.d/cleanup /etc/cron.d/cleanup",
    many="schedules differ",
)


def judge(change: Change, context: Context) -> Finding | None:
    before, after = _entries(change.before), _entries(change.after)
    parts = [
        f"{verb} {min(found)}" + (f" and {len(found) - 1} more" if len(found) > 1 else "")
        for verb, found in (("starts", after - before), ("no longer starts", before - after))
        if found
    ]
    title = f"{change.key} {' and '.join(parts)}" if parts else different(change, context.before, context.after)
    return RULE.finding(change, context, title)


def _entries(side: Document | None) -> set[str]:
    found = (side or {}).get("entries")
    entries = [one for one in found if isinstance(one, dict)] if isinstance(found, list) else []
    return {" ".join(str(one[field]) for field in ("when", "user", "command") if one.get(field)) for one in entries}
