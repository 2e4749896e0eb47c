"""The container was started with other options."""

from drift.model.changes import Change, Relation
from drift.model.findings import Finding, Severity
from drift.model.records import Kind
from drift.policy.rules.interface import Context, Rule, at, kinds
from drift.policy.wording import different

RULE = Rule(
    id="runtime-changed",
    title="A run-time option differs",
    kinds=kinds(Kind.RUNTIME),
    relations=at(Severity.MEDIUM, Relation.ENVIRONMENTS, Relation.IMAGE_IMAGE, Relation.NOW_BEFORE),
    varies="low for options that change how the container is kept, logged or reached, not what the program may do",
    why="A program that is tested with one network, file system or name space meets another.",
    fix="Give all environments the same options where they are declared.",
    bad="ipc: host in staging, nothing in production",
    good="ipc: private in compose.yaml, for all environments",
    many="run-time options differ",
)
_LIGHT = frozenset(
    {
        "restart_policy",
        "log_driver",
        "log_options",
        "published_ports",
        "extra_hosts",
        "dns",
        "dns_search",
        "dns_options",
        "network_addresses",
    }
)


def judge(change: Change, context: Context) -> Finding | None:
    severity = Severity.LOW if change.key in _LIGHT else None
    return RULE.finding(change, context, different(change, context.before, context.after), severity=severity)
