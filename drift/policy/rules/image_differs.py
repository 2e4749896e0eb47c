"""The sides run different images."""

from drift.model.changes import Change, Relation
from drift.model.findings import Finding, Severity
from drift.model.records import Kind
from drift.policy.images import is_image_change, same_platform
from drift.policy.rules.interface import BETWEEN, Context, Rule, at, kinds

RULE = Rule(
    id="image-differs",
    title="The image is another",
    kinds=kinds(Kind.IDENTITY),
    relations=at(Severity.MEDIUM, *BETWEEN)
    | at(Severity.HIGH, Relation.INSTANCES)
    | at(Severity.LOW, Relation.IMAGE_IMAGE)
    | at(Severity.INFO, Relation.NOW_BEFORE),
    varies="high between environments that a [[pair]] with same_image = true names",
    why="What differs in files, packages and settings follows from it. Between stages it is normal on the way of a release; "
    "where the release is through, one stage was forgotten.",
    fix="Deploy the same digest to both.",
    bad="staging runs web:1.5, production still web:1.4",
    good="staging and production run web@sha256:4bf3…",
)


def judge(change: Change, context: Context) -> Finding | None:
    if not is_image_change(change):
        return None
    same = any(
        pair.same_image and (pair.before, pair.after) == tuple(context.comparison.environments)
        for pair in context.settings.pairs
    )
    platform = "" if same_platform(context.comparison) else ", for another platform"
    title = f"{context.after} runs another image than {context.before}{platform}{_names(context)}"
    return RULE.finding(change, context, title, severity=Severity.HIGH if same else None)


def _names(context: Context) -> str:
    before, after = context.comparison.before.reference, context.comparison.after.reference
    return f": {before} → {after}" if before and after and before != after else ""
