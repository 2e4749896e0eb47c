"""The root file system is read-only on one side alone."""

from drift.model.changes import Change
from drift.model.findings import Finding, Severity
from drift.model.records import Kind
from drift.policy.rules.interface import GIVEN, Context, Rule, at, kinds
from drift.policy.wording import opposed

RULE = Rule(
    id="read-only-root-differs",
    title="The root file system is read-only on one side only",
    kinds=kinds(Kind.RUNTIME),
    relations=at(Severity.MEDIUM, *GIVEN),
    why="A program that writes a cache, a PID file or an upload beside its code works in one environment and fails in the other.",
    fix="Make it read-only in all environments, the first too, with a tmpfs or a volume for each directory that is written.",
    bad="read_only: true   # in production alone: /tmp cannot be written",
    good="read_only: true\ntmpfs: [/tmp, /run]   # in all environments",
)
_NAMES = {"read_only": "a read-only root file system"}


def judge(change: Change, context: Context) -> Finding | None:
    name = _NAMES.get(change.key)
    if name is None:
        return None
    return RULE.finding(change, context, opposed(name, change, context.before, context.after))
