"""A limit of the process itself is another: open files, processes, locked memory, core files."""

from drift.model.changes import Change, ChangeType
from drift.model.findings import Finding, Severity
from drift.model.records import LIMIT, Kind
from drift.policy.rules.interface import NOT_REPLICAS, Context, Rule, at, kinds
from drift.policy.wording import opposed

RULE = Rule(
    id="ulimit-differs",
    title="A ulimit is another",
    kinds=kinds(Kind.RUNTIME, Kind.PROCESSES),
    relations=at(Severity.MEDIUM, *NOT_REPLICAS),
    why="Too few open files: connections are refused under load. Too many: old programs that close each one take minutes to start.",
    fix="Give all environments the same ulimits; what is not given is inherited from the engine's service on the host.",
    bad="systemd gives dockerd LimitNOFILE=infinity on one host, 1048576 on the other",
    good="ulimits: {nofile: {soft: 65536, hard: 65536}}   # in compose.yaml, for all environments",
    many="ulimits differ",
)
ULIMITS = "ulimits"


def judge(change: Change, context: Context) -> Finding | None:
    if change.kind is Kind.PROCESSES:
        # Only of what runs on both sides: an image, or a container that does not run, has no limits.
        if change.change is not ChangeType.CHANGED or not change.key.startswith(LIMIT):
            return None
        name = f"the effective limit {change.key.removeprefix(LIMIT)}"
    elif change.key == ULIMITS:
        name = "ulimits"
    else:
        return None
    return RULE.finding(change, context, opposed(name, change, context.before, context.after))
