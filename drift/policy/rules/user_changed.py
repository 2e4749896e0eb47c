"""The program runs as somebody else."""

from drift.model.changes import Change
from drift.model.findings import Consequence, Effect, Finding, Severity
from drift.model.records import Kind
from drift.policy.rules.interface import NOT_REPLICAS, Context, Rule, at, kinds
from drift.policy.wording import values

RULE = Rule(
    id="user-changed",
    title="The user is another",
    kinds=kinds(Kind.CONFIG),
    relations=at(Severity.HIGH, *NOT_REPLICAS),
    why="Files that the image prepared for its user cannot be read or written by another one; and root can do more than was meant.",
    fix="Take the user: or --user option away, or set USER in the Dockerfile.",
    bad='user: "0"   # since it could not write its log',
    good="RUN chown app /var/log/app   # in the Dockerfile, after it is made\nUSER app",
)
_ROOT = frozenset({"", "0", "root", "0:0", "root:root", "0:root", "root:0"})


def judge(change: Change, context: Context) -> Finding | None:
    if change.key != "user":
        return None
    before, after = (str(value or "") for value in values(change))
    if before == after or {before, after} <= _ROOT:
        return None
    title = f"{context.after} runs as {_shown(after)}, {context.before} as {_shown(before)}"
    return RULE.finding(
        change, context, title, consequence=Consequence("it runs as root" if after in _ROOT else "", Effect.EXPOSED)
    )


def _shown(user: str) -> str:
    return "root" if user in _ROOT else user
