"""Passwords of a root's accounts, and which files of them differ in nothing that is compared."""

from typing import Any

from drift.collectors.accounts import GROUP, PASSWD
from drift.collectors.passwords import COPIES, GSHADOW, PASSWORDS, SHADOW
from drift.joins.known import facts_in, key_of
from drift.model.entries import Entry, FileType
from drift.model.facts import Status
from drift.model.protocols import Baseline, Facts
from drift.model.records import Kind, Record, record
from drift.tree.delta import Delta

DATES = "no password and no setting of one differs from the image: the day on which each was set is not compared"
_PLAIN_COPIES = {f"{path}-": path for path in (PASSWD, GROUP, "etc/subuid", "etc/subgid")}
COPY = "the copy that tools leave of what was before: it holds the image's accounts"


def password_records(tree: Baseline, facts: Facts) -> list[Record]:
    """`password:NAME` and `group-password:NAME`. Raises NotRead."""
    tree.expect([SHADOW, GSHADOW])
    found = [one for read in facts_in(tree, facts, [SHADOW, GSHADOW], [PASSWORDS]) for one in read.fact.value]
    return [record(Kind.ACCOUNTS, key, content) for key, content in map(_split, found)]


def same_passwords(delta: Delta, image: Baseline, facts: Facts) -> dict[str, str]:
    """Path that differs → why it is no drift. Who may read and write it must be as in the image."""
    found = {}
    for path, original in {SHADOW: SHADOW, GSHADOW: GSHADOW, **COPIES, **_PLAIN_COPIES}.items():
        after = delta.changed.get(path)
        before = image.entry(original) if after else None
        if before and after and _same_rights(before, after) and _same_accounts(before, after, facts):
            found[path] = DATES if path == original else COPY
    return found


def _same_rights(before: Entry, after: Entry) -> bool:
    is_file = before.type is after.type is FileType.REGULAR
    return is_file and (before.mode, before.uid, before.gid) == (after.mode, after.uid, after.gid)


def _same_accounts(before: Entry, after: Entry, facts: Facts) -> bool:
    if before.sha256 == after.sha256 is not None:
        return True
    now, then = _accounts(after, facts), _accounts(before, facts)
    return bool(now) and now == then


def _accounts(entry: Entry, facts: Facts) -> dict[str, dict[str, Any]]:
    """By key; none where they could not be read, which the accounts section says."""
    if entry.sha256 is None or entry.path in _PLAIN_COPIES:
        return {}
    key = key_of(PASSWORDS, entry)
    fact = facts.get([key]).get(key)
    return dict(map(_split, fact.value)) if fact and fact.status is Status.OK else {}


def _split(account: dict[str, Any]) -> tuple[str, dict[str, Any]]:
    return str(account["key"]), {field: value for field, value in account.items() if field != "key"}
