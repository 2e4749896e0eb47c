"""The user that the program runs as is nobody here, or somebody else by number."""

from drift.model.canonical import Document
from drift.model.changes import Change
from drift.model.findings import Consequence, Effect, Finding, Severity
from drift.model.records import RUNS_AS, Kind
from drift.policy.rules.interface import Context, Rule, at, kinds

RULE = Rule(
    id="runs-as-differs",
    title="The user that the program runs as is another by number, or missing",
    kinds=kinds(Kind.ACCOUNTS),
    relations=at(Severity.HIGH),
    varies="medium where the user exists on both sides and has other numbers or groups",
    why="A name that etc/passwd does not have ends the next start; another number does not own the files that the image prepared.",
    fix="Add the user where the image is built, with a fixed number, or give USER as a number.",
    bad="USER app   # useradd gave it 1000 in one build and 1001 in the next",
    good="RUN useradd --uid 1000 app\nUSER app",
)


def judge(change: Change, context: Context) -> Finding | None:
    if change.key != RUNS_AS or change.before is None or change.after is None:
        return None
    before, after = change.before, change.after
    missing = _missing(after)
    if missing and missing != _missing(before):
        title = f"{context.after} runs as {after.get('user')!r}, and its root has no {missing}"
        return RULE.finding(
            change, context, title, consequence=Consequence("the container cannot be started again", Effect.NO_START)
        )
    title = f"{context.after} runs as {_shown(after)}, {context.before} as {_shown(before)}"
    return RULE.finding(change, context, title, severity=Severity.MEDIUM)


def _missing(side: Document) -> str:
    missing = side.get("missing")
    return " and no ".join(map(str, missing)) if isinstance(missing, list) else ""


def _shown(side: Document) -> str:
    """As in "app (1000:1000, groups 4)"."""
    name = side.get("account") or side.get("user") or "root"
    groups = side.get("groups")
    more = f", groups {', '.join(map(str, groups))}" if isinstance(groups, list) and groups else ""
    return f"{name} ({side.get('uid')}:{side.get('gid')}{more})"
