"""An account has another password, none any more, or needs none."""

from drift.model.canonical import Document
from drift.model.changes import Change, Relation
from drift.model.findings import NO_CONSEQUENCE, Consequence, Effect, Finding, Severity
from drift.model.records import Kind
from drift.policy.passwords import LOCKED, NONE_NEEDED, SET, account_of, two_keys
from drift.policy.rules.interface import NOT_REPLICAS, Context, Rule, at, kinds

RULE = Rule(
    id="password-changed",
    title="The password of an account was changed",
    kinds=kinds(Kind.ACCOUNTS),
    relations=at(Severity.MEDIUM, *NOT_REPLICAS) | at(Severity.HIGH, Relation.CONTAINER_IMAGE),
    varies="high for an account that needs no password and needed one before; info where two environments have two passwords",
    why="Somebody can log in who could not, or nobody can any more. In an image accounts are locked; a password is set by hand.",
    fix="Recreate the container; give a program its password by a mounted secret, and lock accounts where the image is built.",
    bad="docker exec web sh -c 'echo root:hunter2 | chpasswd'",
    good="RUN useradd --system app && passwd --lock app   # in the Dockerfile",
    many="passwords were changed",
)
_SAID = {SET: "a password", LOCKED: "locked", NONE_NEEDED: "no password needed", "": "no entry"}
_CONSEQUENCES = {
    NONE_NEEDED: Consequence("it needs no password", Effect.EXPOSED),
    SET: Consequence("whoever knows the password can log in as it", Effect.EXPOSED),
}


def judge(change: Change, context: Context) -> Finding | None:
    account = account_of(change.key)
    before, after = change.before or {}, change.after or {}
    if not account or not (_state(before) != _state(after) or _other_hash(before, after)):
        return None
    return RULE.finding(
        change,
        context,
        f"{account.replace(':', ' ', 1)}: {_difference(before, after)} in {context.after}",
        severity=_severity(before, after, context),
        key=account,
        consequence=_CONSEQUENCES.get(_state(after), NO_CONSEQUENCE)
        if _state(before) != _state(after)
        else NO_CONSEQUENCE,
    )


def _state(side: Document) -> str:
    return str(side.get("password", ""))


def _other_hash(before: Document, after: Document) -> bool:
    """Only where one key made both; of a locked account it is what unlocking gives back."""
    return before.get("hmac") != after.get("hmac") and not two_keys(before, after)


def _difference(before: Document, after: Document) -> str:
    was, now = (_SAID.get(_state(side), _state(side)) for side in (before, after))
    return f"{was} → {now}" if was != now else "another password"


def _severity(before: Document, after: Document, context: Context) -> Severity | None:
    if _state(after) == NONE_NEEDED != _state(before):
        return Severity.HIGH
    only_hash = _state(before) == _state(after)
    return Severity.INFO if only_hash and context.relation is Relation.ENVIRONMENTS else None
