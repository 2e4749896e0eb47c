"""The reference that a container was created from names another image by now."""

from drift.model.changes import Change
from drift.model.coverage import TAG
from drift.model.findings import Finding, Severity
from drift.model.records import Kind
from drift.policy.rules.interface import Context, Rule, at, kinds

RULE = Rule(
    id="tag-moved",
    title="The tag names another image by now",
    kinds=kinds(Kind.COVERAGE),
    relations=at(Severity.MEDIUM),
    why="The container runs the image from before. When it is recreated, it becomes another one, and nobody deployed that.",
    fix="Recreate the container if the new image is meant; deploy by digest.",
    bad="docker pull web:1.4 gets another image; the container is still of the one before",
    good="docker compose up -d web   # makes it of the new one",
)


def judge(change: Change, context: Context) -> Finding | None:
    if change.key != TAG:
        return None
    reference = (change.after or {}).get("reference")
    about = context.about(context.comparison.after)
    return RULE.finding(
        change, about, f"{reference} names another image by now than {about.comparison.after.label} runs"
    )
