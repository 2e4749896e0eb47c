"""A promotion would deploy another image than the one that was tested."""

from drift.model.changes import Change, Relation
from drift.model.coverage import PROMOTED
from drift.model.findings import Finding, Severity
from drift.model.records import Kind
from drift.policy.rules.interface import Context, Rule, at, kinds
from drift.policy.wording import reason

RULE = Rule(
    id="image-not-tested",
    title="Another image would be deployed than was tested",
    kinds=kinds(Kind.COVERAGE),
    relations=at(Severity.HIGH, Relation.ENVIRONMENTS),
    why="What was tested says nothing of it: the tag was pushed again since, or the host takes the image of another platform.",
    fix="Promote the digest that was tested, or deploy the new image to the environment before and test it there.",
    bad="docker push registry/shop/web:1.4 once more, after staging was deployed and tested",
    good="docker service update --image registry/shop/web@sha256:… in staging, and the same digest in production",
)


def judge(change: Change, context: Context) -> Finding | None:
    if change.key != PROMOTED:
        return None
    title = f"{context.after} would get another image than {context.before} runs: {reason(change)}"
    return RULE.finding(change, context, title)
