"""A CA is trusted that the other side does not trust."""

from drift.model.changes import Change, Relation
from drift.model.findings import Finding, Severity
from drift.model.records import Kind
from drift.policy.certificates import ca_name, paths_of, validity
from drift.policy.rules.interface import NOT_REPLICAS, Context, Rule, at, kinds


def one_place(_key: str) -> str:
    return "certificates"


RULE = Rule(
    id="certificate-added",
    title="A CA certificate was added",
    kinds=kinds(Kind.CERTIFICATES),
    relations=at(Severity.MEDIUM, *NOT_REPLICAS) | at(Severity.HIGH, Relation.CONTAINER_IMAGE),
    varies="low for one that has expired",
    why="Whoever has its key can be any server to this program. A proxy's CA that one environment lacks ends its connections.",
    fix="Add the CA where the image is built, or mount one bundle into all environments.",
    bad="docker cp proxy.crt web:/usr/local/share/ca-certificates/ && docker exec web update-ca-certificates",
    good="COPY proxy.crt /usr/local/share/ca-certificates/\nRUN update-ca-certificates",
    many="CA certificates added",
    together=one_place,
)


def judge(change: Change, context: Context) -> Finding | None:
    more = sorted(set(paths_of(change.after)) - set(paths_of(change.before)))
    if change.after is None or not more:
        return None
    expired = validity(change.after, context.comparison.after.at)
    title = f"{context.after} trusts {ca_name(change.key, change.after)} by {', '.join(more[:2])}{expired}"
    return RULE.finding(change, context, title, severity=Severity.LOW if "expired" in expired else None)
