"""The CPUs of the hosts have other instructions."""

from drift.model.changes import Change, ChangeType, Relation
from drift.model.findings import Finding, Severity
from drift.model.records import CPU_LEVEL, Kind
from drift.policy.rules.interface import BETWEEN, Context, Rule, at, kinds
from drift.policy.wording import opposed

RULE = Rule(
    id="cpu-level-differs",
    title="The CPU is of another level",
    kinds=kinds(Kind.PROCESSES),
    relations=at(Severity.LOW, *BETWEEN) | at(Severity.MEDIUM, Relation.INSTANCES),
    why="What is built for the machine at hand (-march=native, some wheels) ends with an illegal instruction, exit code 132, on the older one.",
    fix="Build for the level that all hosts have, for example -march=x86-64-v2.",
    bad="RUN CFLAGS=-march=native pip install --no-binary :all: numpy   # on the newest machine",
    good="RUN pip install numpy   # the wheel chooses by the CPU when it runs",
)
_NAMES = {CPU_LEVEL: "the level of the CPU"}


def judge(change: Change, context: Context) -> Finding | None:
    name = _NAMES.get(change.key)
    if name is None or change.change is not ChangeType.CHANGED:
        return None
    return RULE.finding(change, context, opposed(name, change, context.before, context.after))
