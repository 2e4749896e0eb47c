"""The container may use less memory than its program is told to take."""

from drift.model.changes import Change, Relation
from drift.model.findings import Consequence, Effect, Finding, Severity
from drift.model.records import Kind
from drift.policy.rules.interface import Context, Rule, at, kinds

RULE = Rule(
    id="memory-limit-too-low",
    title="The memory limit is below what the program is told to take",
    kinds=kinds(Kind.RUNTIME),
    relations=at(Severity.HIGH, Relation.CONTAINER_IMAGE),
    why="The program does not free what it believes to have left; at the limit the kernel kills it: OOMKilled, exit code 137, under load.",
    fix="Raise the limit above the heap and what is beside it, or lower the heap; -XX:MaxRAMPercentage follows the limit.",
    bad='mem_limit: 256m\nenvironment: {JAVA_TOOL_OPTIONS: "-Xmx512m"}',
    good='mem_limit: 768m\nenvironment: {JAVA_TOOL_OPTIONS: "-XX:MaxRAMPercentage=65"}',
    alone=True,
)
_MIB = 1 << 20


def judge(change: Change, context: Context) -> Finding | None:
    said = change.after or {}
    limit, asked = said.get("value"), said.get("asked")
    if not isinstance(limit, int) or not isinstance(asked, int):
        return None
    title = f"the memory limit is {limit // _MIB:,} MiB, and {said.get('by')} asks for {asked // _MIB:,} MiB"
    return RULE.finding(change, context, title, consequence=Consequence("it is killed under load", Effect.FAILS))
