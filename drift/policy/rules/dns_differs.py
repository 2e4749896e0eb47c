"""Names are resolved in another way."""

from drift.model.changes import Change
from drift.model.findings import Finding, Severity
from drift.model.records import Kind
from drift.policy.rules.interface import GIVEN, Context, Rule, at, kinds
from drift.policy.wording import opposed

RULE = Rule(
    id="dns-differs",
    title="The DNS settings are others",
    kinds=kinds(Kind.RUNTIME),
    relations=at(Severity.LOW, *GIVEN),
    why="A name is not found, is found slowly (each search domain is asked first), or is another host's.",
    fix="Leave DNS to the engine, or give all environments the same servers, options and search domains.",
    bad='extra_hosts: ["api.example.org:10.0.0.7"]   # in staging; the address moved since',
    good="api.example.org in DNS, for all environments",
    many="DNS settings differ",
)
_NAMES = {
    "dns": "the DNS servers",
    "dns_search": "the search domains",
    "dns_options": "the DNS options",
    "extra_hosts": "the extra hosts",
    "hosts_added": "what was written into /etc/hosts",
}


def judge(change: Change, context: Context) -> Finding | None:
    name = _NAMES.get(change.key)
    if name is None:
        return None
    return RULE.finding(change, context, opposed(name, change, context.before, context.after))
