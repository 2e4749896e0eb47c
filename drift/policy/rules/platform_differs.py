"""The images are for another architecture."""

from drift.model.changes import Change, Relation
from drift.model.findings import Finding, Severity
from drift.model.records import Kind
from drift.policy.rules.interface import BETWEEN, Context, Rule, at, kinds
from drift.policy.wording import opposed

RULE = Rule(
    id="platform-differs",
    title="The image is for another platform",
    kinds=kinds(Kind.IDENTITY),
    relations=at(Severity.MEDIUM, *BETWEEN) | at(Severity.HIGH, Relation.INSTANCES),
    why="It is another build of everything in it: packages without a wheel for it are missing, numbers round otherwise, and emulation is slow.",
    fix="Build and test for the platform that production has (docker buildx build --platform), also on a laptop with another one.",
    bad="docker build -t web:1.4 .   # on an ARM laptop, for servers that are amd64",
    good="docker buildx build --platform linux/amd64,linux/arm64 -t web:1.4 --push .",
)
_NAMES = {"platform": "the platform"}


def judge(change: Change, context: Context) -> Finding | None:
    name = _NAMES.get(change.key)
    if name is None:
        return None
    return RULE.finding(change, context, opposed(name, change, context.before, context.after))
