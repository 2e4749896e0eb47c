"""The hosts run other kernels."""

from drift.model.changes import Change, Relation
from drift.model.findings import Finding, Severity
from drift.model.records import Kind
from drift.policy.rules.interface import BETWEEN, Context, Rule, at, kinds
from drift.policy.wording import opposed

RULE = Rule(
    id="kernel-differs",
    title="The kernel is another",
    kinds=kinds(Kind.HOST),
    relations=at(Severity.INFO, *BETWEEN) | at(Severity.MEDIUM, Relation.INSTANCES),
    why="A container has its host's kernel: system calls, file systems and faults are those of its version.",
    fix="Bring the hosts to one version of the kernel.",
    bad="staging runs on 6.8, production on 3.10, which has no clone3",
    good="apt-get upgrade and reboot, one environment after the other",
)
_NAMES = {"kernel": "the kernel"}


def judge(change: Change, context: Context) -> Finding | None:
    name = _NAMES.get(change.key)
    if name is None:
        return None
    return RULE.finding(change, context, opposed(name, change, context.before, context.after))
