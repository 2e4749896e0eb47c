"""The container runs privileged."""

from drift.model.changes import Change
from drift.model.findings import Consequence, Effect, Finding, Severity
from drift.model.records import Kind
from drift.policy.rules.interface import Context, Rule, at, kinds
from drift.policy.wording import values

RULE = Rule(
    id="privileged",
    title="The container is privileged",
    kinds=kinds(Kind.RUNTIME),
    relations=at(Severity.HIGH),
    why="It has all capabilities and all devices of the host, without seccomp and AppArmor: root in it is root of the host.",
    fix="Start it without --privileged; add the one capability or device that it needs.",
    bad="privileged: true   # since mounting a disk failed once",
    good="cap_add: [SYS_NICE]   # what the program really needs",
)


def judge(change: Change, context: Context) -> Finding | None:
    before, after = values(change)
    if change.key != "privileged" or after is not True or before is True:
        return None
    return RULE.finding(
        change,
        context,
        f"{context.after} is privileged",
        consequence=Consequence("root in it is root of the host", Effect.EXPOSED),
    )
