"""The state of all environments at a time: per engine its last complete scan, and what later partial ones say over it."""

import itertools
from collections.abc import Callable, Collection, Iterable
from datetime import UTC, datetime
from typing import NamedTuple, Protocol, TypeVar

from drift.model.fleet import EngineScan, FleetState
from drift.model.snapshot import EngineIdentity, Observation, TargetFailure
from drift.store.columns import from_column, from_time, to_column, to_time
from drift.store.connection import Connection
from drift.store.observations import engine_identity, failures, observations

PLACE = "CASE g.uid WHEN '' THEN g.address ELSE g.uid END"
"""What makes an engine the same one: its uid, or its address where it never told."""

_ATTEMPTS = f"""
    WITH attempt AS (
        SELECT x.scan, s.started, s.ended, x.environment, {PLACE} AS place, x.engine, x.reason, x.outcome = 'ok' AS answered,
               x.outcome = 'ok' AND x.scope <> 'partial' AS complete
        FROM scan_engine x JOIN scan s ON s.id = x.scan JOIN engine g ON g.id = x.engine
        WHERE s.ended <= :until
    ), last AS (
        SELECT environment, place, max(ended) AS ended FROM attempt WHERE complete GROUP BY environment, place
    )
    SELECT a.scan, a.started, a.ended, e.name, a.place, a.answered, a.complete, a.reason,
           g.uid, g.address, g.kind, g.version, g.api_version
    FROM attempt a
    JOIN environment e ON e.id = a.environment
    JOIN engine g ON g.id = a.engine
    LEFT JOIN last l ON l.environment = a.environment AND l.place = a.place
    WHERE :all OR l.ended IS NULL OR a.ended >= l.ended
    ORDER BY a.ended, a.scan
"""  # noqa: S608 - a literal
_SEEN = f"WHERE o.scan = ? AND e.name = ? AND {PLACE} = ?"
_UNREAD = f"WHERE t.scan = ? AND e.name = ? AND {PLACE} = ?"
_NOWHERE = """
    WHERE t.engine IS NULL AND t.scan = (
        SELECT s.id FROM scan s WHERE s.ended <= ? AND (
            EXISTS (SELECT 1 FROM scan_engine x WHERE x.scan = s.id AND x.environment = t.environment)
            OR EXISTS (SELECT 1 FROM scan_target u WHERE u.scan = s.id AND u.environment = t.environment)
        )
        ORDER BY s.ended DESC, s.id DESC LIMIT 1
    )
"""
"""Targets on no engine that the last scan of their environment could not read."""

_NEVER = datetime(1970, 1, 1, tzinfo=UTC)
_ALWAYS = datetime(9999, 12, 31, tzinfo=UTC)


class Attempt(NamedTuple):
    """One engine in one ended scan, for one environment."""

    scan: int
    started: datetime
    ended: datetime
    environment: str
    place: str
    answered: bool
    complete: bool
    """It listed all its containers: what it did not list is gone."""
    reason: str
    engine: EngineIdentity


class Contained(Protocol):
    @property
    def container_uid(self) -> str: ...

    @property
    def container_name(self) -> str: ...


One = TypeVar("One", bound=Contained)


def overlay(standing: Iterable[One], later: list[One]) -> list[One]:
    """A later word on a container replaces the earlier: by ID, and by name, which a new container takes over."""
    uids = {one.container_uid for one in later}
    names = {one.container_name for one in later if one.container_name}
    kept = [one for one in standing if one.container_uid not in uids and one.container_name not in names]
    return kept + later


def attempts(connection: Connection, until: datetime | None, *, every: bool = False) -> list[Attempt]:
    """In order of time: per environment and engine the last complete one and those after it, or `every` one."""
    parameters = {"until": to_time(until or _ALWAYS), "all": every}
    with connection.decoding():
        return [
            Attempt(
                scan,
                from_time(started),
                from_time(ended),
                from_column(environment),
                from_column(place),
                bool(answered),
                bool(complete),
                from_column(reason),
                engine_identity(*engine),
            )
            for scan, started, ended, environment, place, answered, complete, reason, *engine in connection.rows(
                _ATTEMPTS, parameters
            )
        ]


def fleet_state(
    connection: Connection,
    order: Callable[[set[str]], tuple[str, ...]],
    at: datetime | None = None,
    environments: Collection[str] | None = None,
) -> FleetState:
    """The state at `at`, None: after the last scan that ended. `order` sorts names of environments."""

    def asked(one: Attempt | TargetFailure) -> bool:
        return environments is None or one.environment in environments

    with connection.moment():
        made = [attempt for attempt in attempts(connection, at) if asked(attempt)]
        standing = [one for group in _by_place(made) for one in _standing(connection, group)]
        nowhere = [one for one in failures(connection, _NOWHERE, (to_time(at or _ALWAYS),)) if asked(one)]
    names = order({attempt.environment for attempt in made} | {one.environment for one in nowhere})
    seen = [one for one in standing if isinstance(one, Observation)]
    unread = [one for one in standing if isinstance(one, TargetFailure)]
    unread += _unreachable(made) + nowhere
    seen.sort(key=lambda one: (names.index(one.environment), one.service.application, one.service.name, _name(one)))
    unread.sort(key=lambda one: (names.index(one.environment), _name(one)))
    return FleetState(
        at=at or max((attempt.ended for attempt in made), default=_NEVER),
        environments=names,
        observations=tuple(seen),
        failures=tuple(one for one in unread if one.outcome != "skipped"),
        skipped=sum(one.outcome == "skipped" for one in unread),
        scans=tuple(sorted(map(_scan, _by_place(made)), key=lambda one: names.index(one.environment))),
    )


def _by_place(made: list[Attempt]) -> list[list[Attempt]]:
    def place(attempt: Attempt) -> tuple[str, str]:
        return (attempt.environment, attempt.place)

    return [list(group) for _, group in itertools.groupby(sorted(made, key=place), key=place)]


def _scan(made: list[Attempt]) -> EngineScan:
    """Of the attempts at one engine for one environment, in order of time."""
    last = made[-1]
    complete = max((one.ended for one in made if one.complete), default=None)
    return EngineScan(last.environment, last.engine, last.ended, last.ended - last.started, complete)


def _standing(connection: Connection, made: list[Attempt]) -> list[Observation | TargetFailure]:
    standing: list[Observation | TargetFailure] = []
    for attempt in made:
        if not attempt.answered:
            continue
        where = (attempt.scan, to_column(attempt.environment), to_column(attempt.place))
        later: list[Observation | TargetFailure] = []
        later += observations(connection, _SEEN, where)
        later += failures(connection, _UNREAD, where)
        standing = later if attempt.complete else overlay(standing, later)
    return standing


def _unreachable(made: list[Attempt]) -> list[TargetFailure]:
    """Engines whose newest attempt failed. One that was never reached (a slip of the pen) counts in the last scan alone."""
    last = {attempt.environment: attempt.scan for attempt in made}
    newest = {(attempt.environment, attempt.place): attempt for attempt in made}
    return [
        TargetFailure(attempt.environment, attempt.engine, "", "", None, "failed", attempt.reason)
        for attempt in newest.values()
        if not attempt.answered and (attempt.engine.uid or attempt.scan == last[attempt.environment])
    ]


def _name(one: Observation | TargetFailure) -> tuple[str, ...]:
    """An engine that could not be reached has no container's name: its own then tells it from others."""
    engine = (one.engine.uid, one.engine.address) if one.engine else ("", "")
    return (one.container_name, one.container_uid, *engine)
