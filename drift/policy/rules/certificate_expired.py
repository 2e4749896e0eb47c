"""A CA certificate that the image trusts is no longer valid."""

from drift.model.changes import Change, Relation
from drift.model.findings import Consequence, Effect, Finding, Severity
from drift.model.records import Kind
from drift.policy.alone.certificates import BUNDLE, EXPIRED
from drift.policy.certificates import ca_name, paths_of
from drift.policy.rules.interface import Context, Rule, at, kinds

RULE = Rule(
    id="certificate-expired",
    title="A CA certificate has expired",
    kinds=kinds(Kind.CERTIFICATES),
    relations=at(Severity.HIGH, Relation.CONTAINER_IMAGE),
    varies="info for the distribution's own bundle, which always has some that nobody uses",
    why="Connections to servers that it vouches for fail since that day: certificate has expired. The image worked when it was built.",
    fix="Put the new certificate of this CA into the image; of the distribution's bundle, build from a newer base image.",
    bad="COPY company-ca-2020.crt /usr/local/share/ca-certificates/   # not after 2025-11-01",
    good="COPY company-ca-2020.crt company-ca-2025.crt /usr/local/share/ca-certificates/",
    alone=True,
)


def judge(change: Change, context: Context) -> Finding | None:
    said = change.after or {}
    if change.key == BUNDLE:
        last = str(said.get("last"))[:10]
        title = f"{said.get('count')} CA certificates of the distribution's bundle have expired, the last on {last}"
        return RULE.finding(change, context, title, severity=Severity.INFO)
    if not said.get(EXPIRED):
        return None
    where = ", ".join(paths_of(said)[:2])
    title = (
        f"{ca_name(change.key, said)} has expired on {str(said.get('not_after'))[:10]}; the image trusts it by {where}"
    )
    consequence = Consequence("connections to servers that it vouches for fail", Effect.FAILS)
    return RULE.finding(change, context, title, consequence=consequence)
