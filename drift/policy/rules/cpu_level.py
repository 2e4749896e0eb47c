"""A program needs instructions that the CPU does not have."""

from drift.model.changes import Change, Relation
from drift.model.findings import Finding, Severity
from drift.model.records import NEEDS_CPU, Kind
from drift.policy.rules.interface import Context, Rule, at, kinds

RULE = Rule(
    id="cpu-level",
    title="A program needs a newer CPU",
    kinds=kinds(Kind.PROCESSES),
    relations=at(Severity.HIGH, Relation.CONTAINER_IMAGE, Relation.NOW_BEFORE),
    why="The loader refuses it, or it is killed at the first instruction that the CPU does not know: exit code 132.",
    fix="Run it on a host with that level, or build it for the level that all hosts have.",
    bad="gcc -march=x86-64-v3 app.c   # built on a new laptop, run on a host of level x86-64-v2",
    good="gcc -march=x86-64-v2 app.c",
    many="programs need a newer CPU",
)


def judge(change: Change, context: Context) -> Finding | None:
    if change.after is None or not change.key.startswith(NEEDS_CPU):
        return None
    path, needs, has = change.key.removeprefix(NEEDS_CPU), change.after.get("needs"), change.after.get("has")
    return RULE.finding(change, context, f"{path} needs a CPU of level {needs}: the host's is of level {has}")
