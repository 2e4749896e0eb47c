"""How long a password or an account is valid was changed, or who administers a group."""

from drift.model.changes import Change
from drift.model.findings import NO_CONSEQUENCE, Consequence, Effect, Finding, Severity
from drift.model.records import Kind
from drift.policy.passwords import account_of, day
from drift.policy.rules.interface import NOT_REPLICAS, Context, Rule, at, kinds
from drift.policy.wording import shown

RULE = Rule(
    id="password-ageing-changed",
    title="The validity of an account was changed",
    kinds=kinds(Kind.ACCOUNTS),
    relations=at(Severity.LOW, *NOT_REPLICAS),
    varies="medium where the account has expired by it",
    why="An account that expires, or must change its password, is refused one day by cron, su and sshd, though nothing else changed.",
    fix="Set it where the image is built, or recreate the container.",
    bad="docker exec web chage --maxdays 90 app",
    good="accounts of programs whose passwords are locked and never expire",
    many="accounts are valid otherwise",
)
_NAMES = {
    "min": "days before it may be changed",
    "max": "days that it is valid",
    "warn": "days of warning",
    "inactive": "days after it to log in",
    "expire": "expires",
    "must_change": "must be changed at the next login",
    "administrators": "administrators",
    "members": "members",
}


def judge(change: Change, context: Context) -> Finding | None:
    account = account_of(change.key)
    before, after = change.before or {}, change.after or {}
    fields = [field for field in _NAMES if before.get(field) != after.get(field)]
    if not account or not fields:
        return None
    said = [
        f"{_NAMES[field]} {_shown(field, before.get(field))} → {_shown(field, after.get(field))}" for field in fields
    ]
    expired = _expired(before.get("expire"), after.get("expire"), context)
    return RULE.finding(
        change,
        context,
        f"{account.replace(':', ' ', 1)} in {context.after}: {' and '.join(said)}",
        severity=Severity.MEDIUM if expired.text else None,
        key=account,
        consequence=expired,
    )


def _shown(field: str, value: object) -> str:
    at = day(value) if field == "expire" else None
    return at.isoformat() if at else shown(value)


def _expired(before: object, after: object, context: Context) -> Consequence:
    at = day(after) if before != after else None
    if at is None or not context.comparison.after.at or at.isoformat() > context.comparison.after.at[:10]:
        return NO_CONSEQUENCE
    return Consequence(f"it has expired on {at.isoformat()}: cron, su and sshd refuse it", Effect.FAILS)
