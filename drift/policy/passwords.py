"""Records of passwords: whose they are, and what they say."""

from datetime import date, timedelta

from drift.model.canonical import Document
from drift.model.records import GROUP_PASSWORD, PASSWORD

NONE_NEEDED = "none needed"
LOCKED = "locked"
SET = "set"
_EPOCH = date(1970, 1, 1)
_FURTHEST = 1_000_000
"""Days that are a date; what is beyond is never."""


def account_of(key: str) -> str:
    """Key of the account's own record, "user:root" for "password:root"; "" for a key that is no password's."""
    if key.startswith(PASSWORD):
        return f"user:{key.removeprefix(PASSWORD)}"
    return f"group:{key.removeprefix(GROUP_PASSWORD)}" if key.startswith(GROUP_PASSWORD) else ""


def two_keys(before: Document, after: Document) -> bool:
    """Are both fingerprints of a password, each made with another key?"""
    ids = {side.get("key_id") for side in (before, after)}
    return len(ids) == 2 and None not in ids


def day(number: object) -> date | None:
    """Of days since 1970-01-01; None where it is no date."""
    is_date = isinstance(number, int) and 0 <= number <= _FURTHEST
    return _EPOCH + timedelta(days=number) if is_date and isinstance(number, int) else None
