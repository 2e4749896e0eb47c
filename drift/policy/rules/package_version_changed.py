"""A package has another version."""

from drift.model.changes import Change, ChangeType, Relation
from drift.model.findings import Finding, Severity
from drift.model.records import Kind
from drift.policy.packages import version_step, versions_of
from drift.policy.rules.interface import Context, Rule, at, kinds
from drift.policy.versions import Step
from drift.policy.weight import package_name

RULE = Rule(
    id="package-version-changed",
    title="A package has another version",
    kinds=kinds(Kind.PACKAGES),
    relations=at(Severity.HIGH),
    why="Behaviour, defaults and interfaces differ between versions. An older one brings closed holes back, a newer one was not tested.",
    fix="Pin the version where the image is built, and recreate the container.",
    bad="docker exec web pip install --upgrade requests",
    good="requests==2.32.3 in requirements.txt, and a new image",
    many="packages with another version",
)


def judge(change: Change, context: Context) -> Finding | None:
    before, after = versions_of(change.before), versions_of(change.after)
    if change.change is not ChangeType.CHANGED or before == after:
        return None
    step = version_step(change)
    over_time = context.relation in (Relation.CONTAINER_IMAGE, Relation.NOW_BEFORE)
    said = f"was {step}" if over_time else f"{_AGAINST[step]} in {context.after} than in {context.before}"
    return RULE.finding(change, context, f"{package_name(change.key)} {said}: {before} → {after}")


_AGAINST = {Step.UPGRADED: "is newer", Step.DOWNGRADED: "is older", Step.CHANGED: "is another"}
