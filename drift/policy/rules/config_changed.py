"""What starts, how its health is checked, or what the container declares is another."""

from drift.model.changes import Change, Relation
from drift.model.findings import Finding, Severity
from drift.model.records import Kind
from drift.policy.rules.interface import Context, Rule, at, kinds
from drift.policy.wording import different

RULE = Rule(
    id="config-changed",
    title="The start command or another part of the configuration differs",
    kinds=kinds(Kind.CONFIG),
    relations=at(Severity.MEDIUM, Relation.ENVIRONMENTS, Relation.IMAGE_IMAGE, Relation.NOW_BEFORE),
    varies="low for labels, exposed ports, stop signals and build triggers",
    why="Another command is another program; a health check that is off hides that it does not work.",
    fix="Give all environments the same command and health check, in the image or where they are declared.",
    bad='labels: {traefik.enable: "false"}   # in production alone',
    good='labels: {traefik.enable: "true"}   # in compose.yaml, for all environments',
    many="parts of the configuration differ",
)
_LIGHT = ("label:", "exposed_port:", "stop_signal", "stop_timeout", "onbuild")


def judge(change: Change, context: Context) -> Finding | None:
    if change.key == "user":
        return None
    severity = Severity.LOW if change.key.startswith(_LIGHT) else None
    return RULE.finding(change, context, different(change, context.before, context.after), severity=severity)
