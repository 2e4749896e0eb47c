"""A CA is not trusted that the other side trusts."""

from drift.model.changes import Change, Relation
from drift.model.findings import Finding, Severity
from drift.model.records import Kind
from drift.policy.certificates import ca_name, paths_of, validity
from drift.policy.rules.certificate_added import one_place
from drift.policy.rules.interface import NOT_REPLICAS, Context, Rule, at, kinds

RULE = Rule(
    id="certificate-removed",
    title="A CA certificate is missing",
    kinds=kinds(Kind.CERTIFICATES),
    relations=at(Severity.MEDIUM, *NOT_REPLICAS) | at(Severity.HIGH, Relation.CONTAINER_IMAGE),
    varies="low for one that has expired",
    why="Connections to servers that it vouches for fail: certificate signed by unknown authority.",
    fix="Install ca-certificates, or the company's own CA, where the image is built; run update-ca-certificates after it.",
    bad="FROM debian:12-slim   # without ca-certificates, which the image before had",
    good="FROM debian:12-slim\nRUN apt-get update && apt-get install -y ca-certificates",
    many="CA certificates missing",
    together=one_place,
)


def judge(change: Change, context: Context) -> Finding | None:
    fewer = sorted(set(paths_of(change.before)) - set(paths_of(change.after)))
    if change.before is None or not fewer:
        return None
    expired = validity(change.before, context.comparison.after.at)
    where = f"{context.after} does not trust {ca_name(change.key, change.before)} by {', '.join(fewer[:2])}"
    return RULE.finding(change, context, where + expired, severity=Severity.LOW if "expired" in expired else None)
