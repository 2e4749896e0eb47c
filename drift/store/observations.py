"""Rows of observations and failed targets, as the model has them."""

import json
from collections.abc import Iterator
from functools import lru_cache

from drift.model.snapshot import Coverage, EngineIdentity, Observation, Route, ServiceName, TargetFailure
from drift.store.columns import from_column, from_time
from drift.store.connection import Connection, Parameters, Row

_OBSERVATIONS = """
    SELECT o.at, e.name, v.application, v.name, g.uid, g.address, g.kind, g.version, g.api_version,
           i.container_uid, i.created, o.container_name, o.image_reference, o.state, o.route, p.digest, c.content
    FROM observation o
    JOIN environment e ON e.id = o.environment
    JOIN service v ON v.id = o.service
    JOIN engine g ON g.id = o.engine
    JOIN instance i ON i.id = o.instance
    JOIN snapshot p ON p.id = o.snapshot
    JOIN coverage c ON c.id = o.coverage
"""
_FAILURES = """
    SELECT e.name, g.uid, g.address, g.kind, g.version, g.api_version,
           t.container_uid, t.container_name, v.application, v.name, t.outcome, t.reason
    FROM scan_target t
    JOIN environment e ON e.id = t.environment
    LEFT JOIN engine g ON g.id = t.engine
    LEFT JOIN service v ON v.id = t.service
"""


def observations(connection: Connection, rest: str, parameters: Parameters) -> Iterator[Observation]:
    """`rest` is the WHERE and ORDER BY, in terms of o(bservation), e(nvironment), v(service), g (engine), i(nstance)."""
    with connection.decoding():
        for row in connection.rows(_OBSERVATIONS + rest, parameters):
            yield _observation(row)


def failures(connection: Connection, rest: str, parameters: Parameters) -> Iterator[TargetFailure]:
    """`rest` is the WHERE and ORDER BY, in terms of t(arget), e(nvironment), g (engine), v(service)."""
    with connection.decoding():
        for row in connection.rows(_FAILURES + rest, parameters):
            yield _failure(row)


def engine_identity(*columns: object) -> EngineIdentity:
    """From uid, address, kind, version, api_version."""
    uid, address, kind, version, api_version = (from_column(value) for value in columns)
    return EngineIdentity(uid, address, kind, version, api_version)


def _observation(row: Row) -> Observation:
    at, environment, application, service, *engine = row[:9]
    container_uid, created, container_name, image_reference, state, route, snapshot, coverage = row[9:]
    return Observation(
        at=from_time(at),
        environment=from_column(environment),
        service=ServiceName(from_column(application), from_column(service)),
        engine=engine_identity(*engine),
        container_uid=from_column(container_uid),
        container_name=from_column(container_name),
        image_reference=from_column(image_reference),
        state=from_column(state),
        route=Route(route),
        snapshot=snapshot,
        coverage=_coverage(coverage),
        created=from_column(created),
    )


@lru_cache(maxsize=64)
def _coverage(content: str | bytes) -> Coverage:
    return Coverage.from_document(json.loads(from_column(content)))


def _failure(row: Row) -> TargetFailure:
    environment, *engine = row[:6]
    container_uid, container_name, application, service, outcome, reason = row[6:]
    return TargetFailure(
        environment=from_column(environment),
        engine=None if engine[0] is None else engine_identity(*engine),
        container_uid=from_column(container_uid),
        container_name=from_column(container_name),
        service=None if service is None else ServiceName(from_column(application), from_column(service)),
        outcome=from_column(outcome),
        reason=from_column(reason),
    )
