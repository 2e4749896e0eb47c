"""Two sections of one kind, joined by key."""

import json
from collections.abc import Collection, Iterator, Mapping

from drift.model.canonical import Document
from drift.model.changes import Change, ChangeType
from drift.model.facts import Status
from drift.model.records import GROUP_PASSWORD, LOCALE, PASSWORD, TIME_ZONE, Kind, RecordSet
from drift.model.snapshot import Section

NOT_ALWAYS_KNOWN = {Kind.CONFIG: frozenset({TIME_ZONE, LOCALE})}
"""Keys that every side has that could be looked at for them: one that is missing is neither added nor removed."""


_PASSWORDS = (PASSWORD, GROUP_PASSWORD)


def section_changes(
    kind: Kind, before: Section | None, after: Section | None, keys: Collection[str] | None = None
) -> Iterator[Change]:
    """Changes in key order; only of `keys` where they are given.

    A failed side makes the kind incomparable; a side that has no such thing to say makes no change.
    """
    failed = {
        name: side.reason
        for name, side in (("before", before), ("after", after))
        if side and side.status is Status.FAILED
    }
    if failed:
        yield Change(kind, "", ChangeType.INCOMPARABLE, _reason(failed.get("before")), _reason(failed.get("after")))
        return
    if before is None or after is None or before.set is None or after.set is None:
        return
    if before.set.digest != after.set.digest:
        yield from _joined(kind, _contents(before.set), _contents(after.set), keys)


def equal_records(before: Section | None, after: Section | None) -> int:
    """How many records the two have in common."""
    if before is None or after is None or before.set is None or after.set is None:
        return 0
    if before.set.digest == after.set.digest:
        return len(after.set)
    return len(set(before.set.records) & set(after.set.records))


def change_of(kind: Kind, key: str, before: Document | None, after: Document | None) -> Change | None:
    """None where the two are equal."""
    if before == after:
        return None
    change = ChangeType.ADDED if before is None else ChangeType.REMOVED if after is None else ChangeType.CHANGED
    return Change(kind, key, change, before, after)


def _joined(
    kind: Kind, before: Mapping[str, str], after: Mapping[str, str], keys: Collection[str] | None
) -> Iterator[Change]:
    for key in sorted(before.keys() | after.keys() if keys is None else set(keys)):
        one, other = before.get(key), after.get(key)
        if one == other or (None in {one, other} and _is_unknown(kind, key, after if other is None else before)):
            continue
        change = change_of(kind, key, json.loads(one) if one else None, json.loads(other) if other else None)
        if change:
            yield change


def _is_unknown(kind: Kind, key: str, lacking: Mapping[str, str]) -> bool:
    """Could the side that lacks a key not be looked at for it? One with no password at all was read before passwords were."""
    if kind is Kind.ACCOUNTS and key.startswith(_PASSWORDS):
        return not any(one.startswith(_PASSWORDS) for one in lacking)
    return key in NOT_ALWAYS_KNOWN.get(kind, ())


def _contents(records: RecordSet) -> dict[str, str]:
    return {one.key: one.content for one in records.records}


def _reason(reason: str | None) -> Document | None:
    return None if reason is None else {"reason": reason}
