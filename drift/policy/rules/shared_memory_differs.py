"""The size of /dev/shm is another."""

from drift.model.changes import Change
from drift.model.findings import Finding, Severity
from drift.model.records import Kind
from drift.policy.rules.interface import GIVEN, Context, Rule, at, kinds
from drift.policy.wording import opposed

RULE = Rule(
    id="shared-memory-differs",
    title="The shared memory has another size",
    kinds=kinds(Kind.RUNTIME),
    relations=at(Severity.MEDIUM, *GIVEN),
    why="PostgreSQL, browsers and worker pools end with a bus error, or no space left on device, once they need more than 64 MB.",
    fix="Give all environments the same shm_size, as large as the program needs it.",
    bad="shm_size: 1gb   # in staging; production has the default of 64 MB",
    good="shm_size: 1gb   # in compose.yaml, for all environments",
)
_NAMES = {"shm_size": "the size of /dev/shm in bytes"}


def judge(change: Change, context: Context) -> Finding | None:
    name = _NAMES.get(change.key)
    if name is None:
        return None
    return RULE.finding(change, context, opposed(name, change, context.before, context.after))
