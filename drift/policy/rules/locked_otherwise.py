"""What runs is not what the lock file says, in a kind that it has as a digest."""

from drift.model.canonical import Document
from drift.model.changes import Change, Relation
from drift.model.coverage import LOCKED
from drift.model.findings import Finding, Severity
from drift.model.records import Kind
from drift.policy.rules.interface import Context, Rule, at, kinds

RULE = Rule(
    id="locked-otherwise",
    title="It is locked otherwise",
    kinds=kinds(Kind.COVERAGE),
    relations=at(Severity.HIGH, Relation.NOW_BEFORE),
    why="The lock is what was reviewed and committed. What runs was changed since, or was deployed without a new lock.",
    fix="Deploy what is locked; or look at what differs with drift diff, and commit what drift lock --update writes.",
    bad="docker exec web pip install requests; drift.lock stays as it is",
    good="the image is built anew, and drift lock --update is committed with the release",
)


def judge(change: Change, context: Context) -> Finding | None:
    if not change.key.startswith(LOCKED):
        return None
    return RULE.finding(
        change, context, _title(change.key.removeprefix(LOCKED), change.before or {}, change.after or {})
    )


def _title(what: str, locked: Document, found: Document) -> str:
    if what == "image":
        return f"the image is another than the locked one: {_image(locked)} → {_image(found)}"
    one, other = locked.get("records"), found.get("records")
    return f"{what} are another set than the locked one" + (f": {one} records → {other}" if one != other else "")


def _image(side: Document) -> str:
    reference, identity = str(side.get("reference") or ""), str(side.get("image") or "")
    return f"{reference} ({identity[:12]})".strip() if reference else identity[:12] or "none that is known"
