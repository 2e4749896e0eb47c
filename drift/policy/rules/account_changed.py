"""A user or group was added, removed or changed."""

from drift.model.canonical import Document
from drift.model.changes import Change, ChangeType, Relation
from drift.model.findings import Consequence, Effect, Finding, Severity
from drift.model.records import Kind
from drift.policy.passwords import NONE_NEEDED
from drift.policy.rules.interface import NOT_REPLICAS, Context, Rule, at, kinds
from drift.policy.wording import shown

RULE = Rule(
    id="account-changed",
    title="A user or group was added, removed or changed",
    kinds=kinds(Kind.ACCOUNTS),
    relations=at(Severity.MEDIUM, *NOT_REPLICAS) | at(Severity.HIGH, Relation.CONTAINER_IMAGE),
    varies="high for a user that is root by its number, or needs no password, and was not before",
    why="Files belong to numbers, and programs ask for names: another account is another owner. One with uid 0 is a second root.",
    fix="Make accounts where the image is built, with fixed numbers; recreate the container if nobody knows who made this one.",
    bad="docker exec web useradd --uid 0 --non-unique helper",
    good="RUN useradd --uid 1000 --no-create-home app   # in the Dockerfile",
    many="accounts differ",
)


def judge(change: Change, context: Context) -> Finding | None:
    what, colon, name = change.key.partition(":")
    if what not in ("user", "group") or not colon:
        return None
    danger = _danger(change.after) if what == "user" and _danger(change.after) != _danger(change.before) else ""
    return RULE.finding(
        change,
        context,
        f"{what} {name} {_difference(change, context)}",
        severity=Severity.HIGH if danger else None,
        consequence=Consequence(danger, Effect.EXPOSED),
    )


def _difference(change: Change, context: Context) -> str:
    before, after = change.before or {}, change.after or {}
    match change.change:
        case ChangeType.ADDED:
            return f"({_number(after)}) is only in {context.after}"
        case ChangeType.REMOVED:
            return f"({_number(before)}) is missing in {context.after}"
        case _:
            fields = [field for field in {**before, **after} if before.get(field) != after.get(field)]
            said = [f"{field} {shown(before.get(field))} → {shown(after.get(field))}" for field in sorted(fields)]
            return f"differs in {context.after}: {' and '.join(said)}"


def _number(side: Document) -> str:
    return f"uid {side['uid']}" if "uid" in side else f"gid {side.get('gid')}"


def _danger(side: Document | None) -> str:
    if side is None:
        return ""
    if side.get("uid") == 0:
        return "whoever logs in as it is root in the container"
    return "it needs no password" if side.get("password") == NONE_NEEDED else ""
