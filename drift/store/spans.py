"""How long something was in one state, and which time @~1 or @2026-11-01 means."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime, time
from typing import NamedTuple

from drift.errors import UnknownReference
from drift.store.columns import from_column, to_column
from drift.store.connection import Connection
from drift.store.fleet import PLACE, attempts, overlay

NAMED = "(SELECT id FROM service WHERE name = :service OR application || '/' || name = :service)"
"""Rows of the service that is meant by "web", in whichever application, or "shop/web"."""

_GLIMPSES = f"""
    SELECT o.scan, {PLACE}, i.container_uid, o.container_name, p.digest
    FROM observation o
    JOIN environment e ON e.id = o.environment JOIN engine g ON g.id = o.engine
    JOIN instance i ON i.id = o.instance JOIN snapshot p ON p.id = o.snapshot
    WHERE e.name = :environment AND (:service IS NULL OR o.service IN {NAMED})
    UNION ALL
    SELECT t.scan, {PLACE}, t.container_uid, t.container_name, NULL
    FROM scan_target t
    JOIN environment e ON e.id = t.environment JOIN engine g ON g.id = t.engine
    WHERE e.name = :environment AND t.outcome = 'failed' AND (:service IS NULL OR t.service IN {NAMED})
"""  # noqa: S608 - literals


class Glimpse(NamedTuple):
    container_uid: str
    container_name: str
    snapshot: bytes | None
    """None: it could not be read."""


class Span(NamedTuple):
    until: datetime
    """The last scan that saw it so."""
    snapshots: tuple[bytes, ...]
    """Sorted, one for each container."""


def spans(connection: Connection, environment: str, service: str | None) -> list[Span]:
    """The states that a service (None: the whole environment) was in, newest first.

    Scans in which one of its containers could not be read say nothing; nor do those in which there was none.
    """
    with connection.moment():
        glimpses = _glimpses(connection, environment, service)
        made = [one for one in attempts(connection, None, every=True) if one.environment == environment]
    standing: dict[str, list[Glimpse]] = defaultdict(list)
    found: dict[int, Span] = {}
    for attempt in made:
        if not attempt.answered:
            continue
        before = [] if attempt.complete else standing[attempt.place]
        standing[attempt.place] = overlay(before, glimpses[attempt.scan, attempt.place])
        snapshots = [one.snapshot for group in standing.values() for one in group]
        known = sorted(snapshot for snapshot in snapshots if snapshot is not None)
        found.pop(attempt.scan, None)  # of several engines in one scan the last knows all
        if known and len(known) == len(snapshots):
            found[attempt.scan] = Span(attempt.ended, tuple(known))
    return merged(found.values())


def merged(oldest_first: Iterable[Span]) -> list[Span]:
    """Neighbours in one state are one; newest first."""
    found: list[Span] = []
    for span in oldest_first:
        if found and found[-1].snapshots == span.snapshots:
            found.pop()
        found.append(span)
    return found[::-1]


def time_of(name: str, text: str, known: Sequence[Span]) -> datetime:
    """What "~1" (the last time its state was another), "2026-11-01" (its end, UTC) or an RFC 3339 time means.

    `known` is newest first and not empty; `name` is for the UnknownReference where there is no such time.
    """
    if text.startswith("~") and text[1:].isdigit():
        back = int(text[1:])
        if back < len(known):
            return known[back].until
        raise UnknownReference(
            f"{name}@{text}: only {len(known)} states of it are known", remedy=f"the oldest is {name}@~{len(known) - 1}"
        )
    try:
        at = datetime.fromisoformat(text)
    except ValueError:
        raise UnknownReference(
            f"{name}@{text}: {text!r} is no time", remedy="write ~1, 2026-11-01 or 2026-11-01T12:00:00Z"
        ) from None
    if len(text) == len("2026-11-01"):
        return datetime.combine(at.date(), time.max, UTC)
    return at if at.tzinfo else at.replace(tzinfo=UTC)


def _glimpses(connection: Connection, environment: str, service: str | None) -> dict[tuple[int, str], list[Glimpse]]:
    found: dict[tuple[int, str], list[Glimpse]] = defaultdict(list)
    parameters = {"environment": to_column(environment), "service": None if service is None else to_column(service)}
    with connection.decoding():
        for scan, place, uid, name, snapshot in connection.rows(_GLIMPSES, parameters):
            found[scan, from_column(place)].append(Glimpse(from_column(uid), from_column(name), snapshot))
    return found
