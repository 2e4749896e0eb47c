"""What happens when the program ends is another."""

from drift.model.changes import Change
from drift.model.findings import Finding, Severity
from drift.model.records import Kind
from drift.policy.rules.interface import GIVEN, Context, Rule, at, kinds
from drift.policy.wording import opposed

RULE = Rule(
    id="restart-policy-differs",
    title="The restart policy is another",
    kinds=kinds(Kind.RUNTIME),
    relations=at(Severity.LOW, *GIVEN),
    why="One environment hides crashes by starting it again, the other stays down after the first, or after a reboot of the host.",
    fix="Give all environments the same restart policy.",
    bad='restart: "no"   # in production: nothing runs after the next reboot',
    good="restart: unless-stopped   # in all environments",
)
_NAMES = {"restart_policy": "the restart policy"}


def judge(change: Change, context: Context) -> Finding | None:
    name = _NAMES.get(change.key)
    if name is None:
        return None
    return RULE.finding(change, context, opposed(name, change, context.before, context.after))
