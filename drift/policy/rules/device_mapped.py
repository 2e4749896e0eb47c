"""The container has a device of the host."""

from drift.model.changes import Change
from drift.model.findings import Finding, Severity
from drift.model.records import Kind
from drift.policy.rules.interface import Context, Rule, at, kinds
from drift.policy.wording import shown, values

RULE = Rule(
    id="device-mapped",
    title="A device of the host is mapped",
    kinds=kinds(Kind.RUNTIME),
    relations=at(Severity.MEDIUM),
    why="The program depends on hardware that other environments lack; a disk's device gives all that is on the disk.",
    fix="Take it from devices, or give it to all environments.",
    bad="devices: [/dev/sda:/dev/sda]",
    good="volumes: [data:/srv/data]",
)


def judge(change: Change, context: Context) -> Finding | None:
    if change.key != "devices":
        return None
    before, after = (value if isinstance(value, list) else [] for value in values(change))
    new = [shown(one) for one in after if one not in before]
    return RULE.finding(change, context, f"{context.after} has the device {', '.join(new)}") if new else None
