"""The hosts confine containers by other means."""

from drift.model.changes import Change, Relation
from drift.model.findings import Finding, Severity
from drift.model.records import Kind
from drift.policy.rules.interface import BETWEEN, Context, Rule, at, kinds
from drift.policy.wording import opposed

RULE = Rule(
    id="security-modules-differ",
    title="The security modules of the host are others",
    kinds=kinds(Kind.HOST),
    relations=at(Severity.LOW, *BETWEEN) | at(Severity.MEDIUM, Relation.INSTANCES),
    why="What AppArmor, SELinux, seccomp or user namespaces forbid on one host works on the other: permission denied although all modes are right.",
    fix="Switch the same on in all environments, the first too; label mounts for SELinux (:z).",
    bad="production has SELinux, staging has not: volumes: [./data:/data] cannot be read",
    good='volumes: ["./data:/data:z"]   # and SELinux in staging as well',
)
_NAMES = {"security_options": "the security options"}


def judge(change: Change, context: Context) -> Finding | None:
    name = _NAMES.get(change.key)
    if name is None:
        return None
    return RULE.finding(change, context, opposed(name, change, context.before, context.after))
