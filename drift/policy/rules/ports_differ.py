"""Ports are exposed or published on one side alone."""

from drift.model.changes import Change, ChangeType
from drift.model.findings import Finding, Severity
from drift.model.records import Kind
from drift.policy.rules.interface import GIVEN, Context, Rule, at, kinds
from drift.policy.wording import opposed

RULE = Rule(
    id="ports-differ",
    title="The ports are others",
    kinds=kinds(Kind.CONFIG, Kind.RUNTIME),
    relations=at(Severity.LOW, *GIVEN),
    why="It is not reached where it is looked for, or is reached from where it should not be.",
    fix="Publish the same ports in all environments, on 127.0.0.1 where only the host needs them.",
    bad='ports: ["5432:5432"]   # in production alone: the database is open to the network',
    good='ports: ["127.0.0.1:5432:5432"]   # in all environments, or none',
    many="ports differ",
)
EXPOSED = "exposed_port:"
_NAMES = {"published_ports": "the published ports", "publish_all_ports": "publishing all ports"}


def judge(change: Change, context: Context) -> Finding | None:
    if change.key.startswith(EXPOSED) and change.change in (ChangeType.ADDED, ChangeType.REMOVED):
        port = change.key.removeprefix(EXPOSED)
        where, not_in = (
            (context.after, context.before) if change.change is ChangeType.ADDED else (context.before, context.after)
        )
        return RULE.finding(change, context, f"port {port} is exposed in {where}, not in {not_in}")
    name = _NAMES.get(change.key)
    return RULE.finding(change, context, opposed(name, change, context.before, context.after)) if name else None
