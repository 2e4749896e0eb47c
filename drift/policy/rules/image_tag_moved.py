"""Two environments run one reference, and it is two images."""

from drift.model.changes import Change, Relation
from drift.model.findings import Finding, Severity
from drift.model.records import Kind
from drift.policy.images import is_image_change, one_reference, same_platform
from drift.policy.rules.interface import Context, Rule, at, kinds

RULE = Rule(
    id="image-tag-moved",
    title="One reference, two images",
    kinds=kinds(Kind.IDENTITY),
    relations=at(Severity.HIGH, Relation.ENVIRONMENTS, Relation.INSTANCES),
    why="Everybody believes that both run the same version. The tag was pushed again, or one side was never pulled.",
    fix="Deploy by digest (web@sha256:…), and give each build a tag of its own.",
    bad="image: web:latest   # pulled in March in production, in April in staging",
    good="image: web@sha256:4bf3…",
)


def judge(change: Change, context: Context) -> Finding | None:
    reference = one_reference(context.comparison)
    if not is_image_change(change) or not reference or not same_platform(context.comparison):
        return None
    title = f"{reference} is another image in {context.after} than in {context.before}"
    return RULE.finding(change, context, title)
