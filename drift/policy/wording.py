"""Lines of findings that several rules share."""

import re

from drift.model.canonical import Document, canonical
from drift.model.changes import Change, ChangeType

LONGEST = 60
"""Characters of a value in a title; the finding has all of it."""


def different(change: Change, before: str, after: str) -> str:
    """As in "memory differs in prod: 256 → 512", with the values where they are short. `before` and `after` name the sides."""
    match change.change:
        case ChangeType.ADDED:
            return f"{change.key} is only in {after}"
        case ChangeType.REMOVED:
            return f"{change.key} is missing in {after}: {before} has it"
        case ChangeType.MOVED:
            return f"{(change.before or {}).get('path')} is {change.key} in {after}"
        case _:
            one, other = (shown(value) for value in values(change))
            said = f": {one} → {other}" if one != other and max(len(one), len(other)) <= LONGEST else ""
            return f"{change.key} differs in {after}{said}"


def opposed(name: str, change: Change, before: str, after: str) -> str:
    """As in "the restart policy: always in staging, unset in production", without the values where they are long."""
    one, other = (_said(side) for side in (change.before, change.after))
    if one == other or max(len(one), len(other)) > LONGEST:
        return f"{name}: another in {after} than in {before}"
    return f"{name}: {one} in {before}, {other} in {after}"


def _said(side: Document | None) -> str:
    if side is not None and "value" not in side:
        return "a secret"
    value = (side or {}).get("value")
    if isinstance(value, list) and all(isinstance(one, str) and one and not re.search(r"\s", one) for one in value):
        return " ".join(value) or shown(value)
    return shown(value)


def shown(value: object) -> str:
    """A value in one line: text as it is, anything else as JSON; "unset" for None."""
    if value is None:
        return "unset"
    return value if isinstance(value, str) and value else canonical(value)


def values(change: Change) -> tuple[object, object]:
    """`value` of a record's two sides, None where there is none."""
    return (change.before or {}).get("value"), (change.after or {}).get("value")


def reason(change: Change) -> str:
    """Why something could not be compared, of both sides where both failed."""
    reasons = [str(side["reason"]) for side in (change.before, change.after) if side and side.get("reason")]
    return " and ".join(dict.fromkeys(reasons)) or "no reason is known"
