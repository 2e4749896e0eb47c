"""The image that a container was made from is gone."""

from drift.model.changes import Change
from drift.model.coverage import IMAGE
from drift.model.findings import Finding, Severity
from drift.model.records import Kind
from drift.policy.rules.interface import Context, Rule, at, kinds
from drift.policy.wording import reason

RULE = Rule(
    id="image-missing",
    title="The container's image is gone",
    kinds=kinds(Kind.COVERAGE),
    relations=at(Severity.MEDIUM),
    why="There is nothing left to compare it with, and it cannot be made again. The verdict stays open.",
    fix="Pull or load the image again and scan, or recreate the container from an image that is there.",
    bad="docker image rm --force web:1.4 while a container of it runs",
    good="docker pull web:1.4",
    unjudged=True,
)


def judge(change: Change, context: Context) -> Finding | None:
    if change.key != IMAGE:
        return None
    about = context.about(context.comparison.after)
    return RULE.finding(change, about, f"the image of {about.comparison.after.label} is missing: {reason(change)}")
