"""A lock file declares another version, or another package."""

from drift.model.changes import Change
from drift.model.findings import Finding, Severity
from drift.model.records import Kind
from drift.policy.packages import versions_of
from drift.policy.rules.interface import NOT_REPLICAS, Context, Rule, at, kinds
from drift.policy.weight import package_name


def _directory(key: str) -> str:
    return key.partition("#")[2] or "/"


RULE = Rule(
    id="declared-differs",
    title="A lock file declares other packages",
    kinds=kinds(Kind.DECLARED),
    relations=at(Severity.MEDIUM, *NOT_REPLICAS),
    why="What is installed is still the old set; the next install makes it another one.",
    fix="Change the lock file where the image is built, install from it there, and recreate the container.",
    bad="docker exec web npm install --package-lock-only lodash@4.17.20",
    good="COPY package.json package-lock.json ./\nRUN npm ci",
    many="packages declared otherwise",
    together=_directory,
)


def judge(change: Change, context: Context) -> Finding | None:
    name = package_name(change.key)
    before, after = (versions_of(side) for side in (change.before, change.after))
    if before == after:
        return RULE.finding(change, context, f"{name} {after} is declared otherwise in {context.after}")
    declared = f"is declared as {after} in {context.after}" if after else f"is not declared in {context.after}"
    known = f"as {before} in {context.before}" if before else f"not in {context.before}"
    return RULE.finding(change, context, f"{name} {declared}, {known}")
