"""Somebody wrote into the container's /etc/hosts."""

from drift.model.changes import Change, Relation
from drift.model.findings import NO_CONSEQUENCE, Consequence, Effect, Finding, Severity
from drift.model.records import Kind
from drift.policy.rules.interface import Context, Rule, at, kinds

RULE = Rule(
    id="hosts-edited",
    title="The hosts file was edited",
    kinds=kinds(Kind.RUNTIME),
    relations=at(Severity.MEDIUM, Relation.CONTAINER_IMAGE),
    why="A name leads to another host here than everywhere else. The engine writes the file anew at each start: then the line is gone.",
    fix="Put the name into DNS, or declare it: extra_hosts in the Compose file, --add-host of docker run.",
    bad="docker exec web sh -c 'echo 10.0.0.9 db >> /etc/hosts'",
    good='extra_hosts: ["db:10.0.0.9"]   # in compose.yaml, for all environments',
    alone=True,
)
_FEW = 3


def judge(change: Change, context: Context) -> Finding | None:
    lines = (change.after or {}).get("value")
    if not isinstance(lines, list) or not lines:
        return None
    more = f" and {len(lines) - _FEW} more" if len(lines) > _FEW else ""
    title = f"/etc/hosts has what the engine did not write: {', '.join(map(str, lines[:_FEW]))}{more}"
    names = sorted({name for line in lines for name in str(line).split()[1:]})
    consequence = (
        Consequence(f"{names[0]} leads to another host until the next start", Effect.DIFFERS)
        if names
        else NO_CONSEQUENCE
    )
    return RULE.finding(change, context, title, key="/etc/hosts", consequence=consequence)
