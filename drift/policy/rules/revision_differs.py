"""The images say that they were built from other commits."""

from drift.model.changes import Change
from drift.model.findings import Finding, Severity
from drift.model.records import Kind
from drift.policy.rules.interface import BETWEEN, Context, Rule, at, kinds
from drift.policy.wording import opposed

RULE = Rule(
    id="revision-differs",
    title="The image is of another revision",
    kinds=kinds(Kind.IDENTITY),
    relations=at(Severity.INFO, *BETWEEN),
    why="It says which commits lie between the two: what one side has and the other does not is in their log.",
    fix="git log BEFORE..AFTER; deploy one revision to both where they should be equal.",
    bad="staging runs the image of commit 4be7f2a, production that of 91c03d5, and nobody knows",
    good="LABEL org.opencontainers.image.revision=$GIT_COMMIT",
)
_NAMES = {"revision": "the revision"}


def judge(change: Change, context: Context) -> Finding | None:
    name = _NAMES.get(change.key)
    if name is None:
        return None
    return RULE.finding(change, context, opposed(name, change, context.before, context.after))
