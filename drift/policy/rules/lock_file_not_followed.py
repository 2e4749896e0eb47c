"""The image has a package in another version than its own lock file declares."""

from drift.model.changes import Change, Relation
from drift.model.findings import Finding, Severity
from drift.model.records import Kind
from drift.policy.packages import versions_of
from drift.policy.rules.interface import Context, Rule, at, kinds
from drift.policy.weight import package_name


def _directory(key: str) -> str:
    return key.partition("#")[2] or "/"


RULE = Rule(
    id="lock-file-not-followed",
    title="What is installed is not what the lock file declares",
    kinds=kinds(Kind.DECLARED),
    relations=at(Severity.MEDIUM, Relation.CONTAINER_IMAGE),
    why="What was reviewed and tested with the lock file is not what runs; the next build may have the one or the other.",
    fix="Install from the lock file alone (npm ci, pip install --require-hashes -r, composer install), after it was copied.",
    bad="COPY package.json ./\nRUN npm install\nCOPY . .   # package-lock.json comes too late",
    good="COPY package.json package-lock.json ./\nRUN npm ci\nCOPY . .",
    many="packages are not as the lock file declares them",
    together=_directory,
    alone=True,
)


def judge(change: Change, context: Context) -> Finding | None:
    installed = (change.after or {}).get("installed")
    there = ", ".join(map(str, installed)) if isinstance(installed, list) else "another version"
    title = f"{package_name(change.key)} is declared as {versions_of(change.after)}, and {there} is installed"
    return RULE.finding(change, context, title)
