"""The container is in other networks, or answers to other names there."""

from drift.model.changes import Change
from drift.model.findings import Finding, Severity
from drift.model.records import Kind
from drift.policy.rules.interface import GIVEN, Context, Rule, at, kinds
from drift.policy.wording import opposed

RULE = Rule(
    id="network-differs",
    title="The network is another",
    kinds=kinds(Kind.RUNTIME),
    relations=at(Severity.MEDIUM, *GIVEN),
    why="It reaches other neighbours, and others reach it; with the host's network its ports are the host's own, and no name of a service resolves.",
    fix="Declare the same networks and aliases in all environments.",
    bad="network_mode: host   # in staging, so that it finds the database",
    good="networks: {backend: {aliases: [api]}}   # in all environments",
    many="settings of the network differ",
)
_NAMES = {
    "network_mode": "the network mode",
    "networks": "the networks",
    "network_aliases": "the names in the networks",
    "network_addresses": "the fixed addresses",
    "links": "the links",
}


def judge(change: Change, context: Context) -> Finding | None:
    name = _NAMES.get(change.key)
    if name is None:
        return None
    return RULE.finding(change, context, opposed(name, change, context.before, context.after))
