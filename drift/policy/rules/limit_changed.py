"""A limit of memory, CPU, processes or files is another."""

from drift.model.changes import Change, ChangeType
from drift.model.findings import Finding, Severity
from drift.model.records import LIMIT, Kind
from drift.policy.rules.interface import NOT_REPLICAS, Context, Rule, at, kinds
from drift.policy.wording import different

RULE = Rule(
    id="limit-changed",
    title="A limit differs",
    kinds=kinds(Kind.RUNTIME, Kind.PROCESSES),
    relations=at(Severity.MEDIUM, *NOT_REPLICAS),
    why="The program is killed, throttled or refused at a load that it stood in the environment before.",
    fix="Give all environments the same limit, or waive it with the reason why this one has another.",
    bad="mem_limit: 2g in staging, 256m in production",
    good="mem_limit: 2g in compose.yaml, for all environments",
    many="limits differ",
)
LIMITS = ("memory", "nano_cpus", "cpu", "pids_limit", "ulimit", "shm_size", "oom", "blkio", "kernel_memory")
"""Beginnings of the keys."""


def judge(change: Change, context: Context) -> Finding | None:
    if not (_is_effective(change) if change.kind is Kind.PROCESSES else change.key.startswith(LIMITS)):
        return None
    return RULE.finding(change, context, different(change, context.before, context.after))


def _is_effective(change: Change) -> bool:
    """Of what runs on either side: an image, or a container that does not run, has no limits."""
    return change.change is ChangeType.CHANGED and change.key.startswith(LIMIT)
