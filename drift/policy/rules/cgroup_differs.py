"""The hosts keep limits in another way, or not at all."""

from drift.model.changes import Change, Relation
from drift.model.findings import Finding, Severity
from drift.model.records import Kind
from drift.policy.rules.interface import BETWEEN, Context, Rule, at, kinds
from drift.policy.wording import opposed


def _one(_key: str) -> str:
    return "cgroups"


RULE = Rule(
    id="cgroup-differs",
    title="The cgroups are others",
    kinds=kinds(Kind.HOST),
    relations=at(Severity.LOW, *BETWEEN) | at(Severity.MEDIUM, Relation.INSTANCES),
    why="Older runtimes (a JVM before 8u372, 11.0.16 or 15) do not see limits of cgroup version 2 and take the host's memory for their own.",
    fix="Bring all hosts to cgroup version 2, and the program's runtime to a version that knows it.",
    bad="cgroup version 1 in staging, 2 in production: the same JVM takes 320 MB and 4.9 GB",
    good="cgroup version 2 on all hosts",
    many="properties of the cgroups differ",
    together=_one,
)
_NAMES = {
    "cgroup_version": "the cgroup version",
    "cgroup_driver": "the cgroup driver",
    "limits_not_enforced": "the limits that the kernel does not enforce",
}


def judge(change: Change, context: Context) -> Finding | None:
    name = _NAMES.get(change.key)
    if name is None:
        return None
    return RULE.finding(change, context, opposed(name, change, context.before, context.after))
