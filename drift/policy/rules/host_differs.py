"""The hosts differ in kernel, engine or machine."""

from drift.model.changes import Change, ChangeType, Relation
from drift.model.findings import Finding, Severity
from drift.model.records import CPU_LEVEL, Kind
from drift.policy.rules.interface import BETWEEN, Context, Rule, at, kinds
from drift.policy.wording import different


def _one(_key: str) -> str:
    return "host"


RULE = Rule(
    id="host-differs",
    title="The host differs",
    kinds=kinds(Kind.HOST, Kind.PROCESSES),
    relations=at(Severity.INFO, *BETWEEN) | at(Severity.MEDIUM, Relation.INSTANCES),
    why="Kernel, cgroup version, security modules and engine are not in the image, and a program can depend on each.",
    fix="Bring the hosts to one version, the older one first.",
    bad="staging has 16 CPUs and the storage driver overlay2, production 2 and vfs",
    good="both are made by one playbook",
    many="properties of the host differ",
    together=_one,
)


def judge(change: Change, context: Context) -> Finding | None:
    if change.kind is Kind.PROCESSES and (change.key != CPU_LEVEL or change.change is not ChangeType.CHANGED):
        return None
    return RULE.finding(change, context, different(change, context.before, context.after))
