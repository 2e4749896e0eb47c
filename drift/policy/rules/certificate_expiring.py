"""A CA certificate that the image trusts ends within 30 days."""

from drift.model.changes import Change, Relation
from drift.model.findings import Finding, Severity
from drift.model.records import Kind
from drift.policy.alone.certificates import EXPIRED
from drift.policy.certificates import ca_name, paths_of
from drift.policy.rules.interface import Context, Rule, at, kinds

RULE = Rule(
    id="certificate-expiring",
    title="A CA certificate expires soon",
    kinds=kinds(Kind.CERTIFICATES),
    relations=at(Severity.MEDIUM, Relation.CONTAINER_IMAGE),
    why="On that day connections fail in all environments at once, and nothing was deployed.",
    fix="Put the new certificate of this CA into the image, beside the old one, and deploy it before that day.",
    bad="a company's CA of ten years ends in three weeks, and nobody has it in a calendar",
    good="COPY company-ca-2016.crt company-ca-2026.crt /usr/local/share/ca-certificates/",
    alone=True,
)


def judge(change: Change, context: Context) -> Finding | None:
    said = change.after or {}
    if said.get(EXPIRED) is not False:
        return None
    where = ", ".join(paths_of(said)[:2])
    title = f"{ca_name(change.key, said)} expires on {str(said.get('not_after'))[:10]}; the image trusts it by {where}"
    return RULE.finding(change, context, title)
