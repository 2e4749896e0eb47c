"""A program has a file capability that it had not before."""

from drift.model.changes import Change
from drift.model.findings import Finding, Severity
from drift.model.records import Kind
from drift.policy.aspects import file_change
from drift.policy.file_capability import granted
from drift.policy.rules.interface import Context, Rule, at, kinds
from drift.policy.weight import owned_by

RULE = Rule(
    id="file-capability-added",
    title="A file gained a capability",
    kinds=kinds(Kind.FILES),
    relations=at(Severity.HIGH),
    why="capabilities(7): whoever starts the file gets a part of root's power. Set-uid in another form.",
    fix="Find out who set it (setcap), then recreate the container.",
    bad="docker exec web setcap cap_net_raw+ep /usr/bin/python3.12",
    good="cap_add: [NET_RAW]   # for the one container that needs it",
    many="files gained a capability",
)


def judge(change: Change, context: Context) -> Finding | None:
    if not (change.after or {}).get("capability"):
        return None
    file = file_change(change)
    if not file.capability:
        return None
    what = str(file) or "added with a file capability"
    names = granted(str((change.after or {})["capability"]))
    title = f"{change.key}: {what} ({names})" if names else f"{change.key}: {what}"
    return RULE.finding(change, context, title, attribution=owned_by(change))
