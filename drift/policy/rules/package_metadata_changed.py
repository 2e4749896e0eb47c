"""A package has the same version, but another architecture, source or place."""

from drift.model.changes import Change, ChangeType, Relation
from drift.model.findings import Finding, Severity
from drift.model.records import Kind
from drift.policy.rules.interface import Context, Rule, at, kinds
from drift.policy.weight import package_name

RULE = Rule(
    id="package-metadata-changed",
    title="A package of the same version comes from elsewhere",
    kinds=kinds(Kind.PACKAGES),
    relations=at(Severity.MEDIUM) | at(Severity.HIGH, Relation.INSTANCES),
    varies="high where the architecture differs",
    why="One version built for another architecture or from another source is another program.",
    fix="Install it the same way in both, from the same source, in the Dockerfile.",
    bad="docker exec web apt-get install -y libfoo1:i386 in place of the amd64 one",
    good="RUN apt-get install -y libfoo1   # for the image's own architecture",
    many="packages from elsewhere",
)
_FIELDS = ("architectures", "source", "states", "licences", "digests", "evidence")


def judge(change: Change, context: Context) -> Finding | None:
    if change.change is not ChangeType.CHANGED:
        return None
    before, after = change.before or {}, change.after or {}
    differing = [field for field in _FIELDS if before.get(field) != after.get(field)]
    severity = Severity.HIGH if "architectures" in differing else None
    names = ", ".join(differing) or "the record"
    return RULE.finding(change, context, f"{package_name(change.key)}: {names} differ", severity=severity)
