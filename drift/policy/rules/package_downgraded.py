"""A package has an older version."""

from drift.model.changes import Change, ChangeType, Relation
from drift.model.findings import Finding, Severity
from drift.model.records import Kind
from drift.policy.packages import version_step, versions_of
from drift.policy.rules.interface import Context, Rule, at, kinds
from drift.policy.versions import Step
from drift.policy.weight import package_name

RULE = Rule(
    id="package-downgraded",
    title="A package is older",
    kinds=kinds(Kind.PACKAGES),
    relations=at(Severity.HIGH),
    why="What the newer version repaired is broken again: faults, and holes that everybody can read about.",
    fix="Pin the newer version where the image is built; where the older one is meant, say so with a pin, and recreate the container.",
    bad="docker exec web pip install 'urllib3<2'   # to make one script work",
    good="urllib3==2.2.3 in requirements.txt, and a new image",
    many="packages are older",
)


def judge(change: Change, context: Context) -> Finding | None:
    if change.change is not ChangeType.CHANGED or version_step(change) is not Step.DOWNGRADED:
        return None
    before, after = versions_of(change.before), versions_of(change.after)
    over_time = context.relation in (Relation.CONTAINER_IMAGE, Relation.NOW_BEFORE)
    said = "was downgraded" if over_time else f"is older in {context.after} than in {context.before}"
    return RULE.finding(change, context, f"{package_name(change.key)} {said}: {before} → {after}")
