"""Fingerprints of a secret that were made with two keys: nobody can say whether the values are equal."""

from drift.model.canonical import Document
from drift.model.changes import Change, ChangeType
from drift.model.coverage import KEY
from drift.model.findings import Finding, Severity
from drift.model.records import Kind
from drift.policy.aspects import file_change
from drift.policy.passwords import account_of, two_keys
from drift.policy.rules.interface import BETWEEN, Context, Rule, at, kinds

RULE = Rule(
    id="key-differs",
    title="A secret was fingerprinted with another key",
    kinds=kinds(Kind.ACCOUNTS, Kind.ENV, Kind.FILES, Kind.MOUNTED, Kind.COVERAGE),
    relations=at(Severity.LOW),
    why="Two fingerprints say that two secrets are equal only where one key made both.",
    fix="Give all scans the same DRIFT_KEY or DRIFT_KEY_FILE, and scan again.",
    bad="drift scan on two hosts, each with a key that it made itself",
    good="DRIFT_KEY_FILE=/etc/drift/key drift scan   # the same file on both",
    many="secrets fingerprinted with another key",
    gap=True,
)
_NO_FINGERPRINT = {"hmac": "", "key_id": ""}


def judge(change: Change, context: Context) -> Finding | None:
    name = _name(change, context)
    if not name:
        return None
    of_coverage = Kind.FILES if name.startswith("/") else Kind.ENV
    kind = of_coverage if change.kind is Kind.COVERAGE else change.kind
    return RULE.finding(change, context, f"{name} cannot be compared: its sides have two keys", kind=kind, key=name)


def _name(change: Change, context: Context) -> str:
    """The variable or the path; "" where the change is about something else."""
    match change.kind:
        case Kind.COVERAGE:
            return change.key.removeprefix(KEY) if change.key.startswith(KEY) else ""
        case Kind.ACCOUNTS:
            before, after = change.before or {}, change.after or {}
            return account_of(change.key) if two_keys(before, after) and _alike(before, after) else ""
        case Kind.FILES:
            if not _two_keys(change):
                return ""
            file = file_change(change)
            same_otherwise = not (file.type or file.content or file.mode or file.owner)
            return change.key if same_otherwise else ""
        case _:
            other_key = change.change is ChangeType.INCOMPARABLE or _two_keys(change)
            return change.key if context.relation in BETWEEN and other_key else ""


def _alike(before: Document, after: Document) -> bool:
    """Do they say the same but for the fingerprint?"""
    return {**before, **_NO_FINGERPRINT} == {**after, **_NO_FINGERPRINT}


def _two_keys(change: Change) -> bool:
    """Have both sides a fingerprint, each made with another key?"""
    ids = [(side or {}).get("key_id") for side in (change.before, change.after)]
    return None not in ids and ids[0] != ids[1]
