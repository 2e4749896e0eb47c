"""The number of processes and threads is limited otherwise."""

from drift.model.changes import Change
from drift.model.findings import Finding, Severity
from drift.model.records import Kind
from drift.policy.rules.interface import GIVEN, Context, Rule, at, kinds
from drift.policy.wording import opposed

RULE = Rule(
    id="pids-limit-differs",
    title="The limit of processes is another",
    kinds=kinds(Kind.RUNTIME),
    relations=at(Severity.MEDIUM, *GIVEN),
    why="At the limit fork and pthread_create fail: can't start new thread, Resource temporarily unavailable. Few programs say why.",
    fix="Give all environments the same pids_limit, with room for the threads of its busiest day.",
    bad="pids_limit: 100   # for a JVM with a pool of 200 threads",
    good="pids_limit: 1000   # in compose.yaml, for all environments",
)
_NAMES = {"pids_limit": "the limit of processes"}


def judge(change: Change, context: Context) -> Finding | None:
    name = _NAMES.get(change.key)
    if name is None:
        return None
    return RULE.finding(change, context, opposed(name, change, context.before, context.after))
