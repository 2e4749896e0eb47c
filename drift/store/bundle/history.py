"""Merges who was seen when: names, scans, observations, targets, sightings."""

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from drift.model.changes import Relation
from drift.model.records import Kind
from drift.store.bundle.rows import (
    EngineRow,
    EnvironmentRow,
    InstanceRow,
    ObservationRow,
    ScanEngineRow,
    ScanRow,
    ScanTargetRow,
    ServiceRow,
    SightingRow,
)
from drift.store.bundle.target import Target
from drift.store.bundle.values import column, names, time
from drift.store.columns import from_column

_KEEP_INSTANCE = """
    INSERT INTO instance (engine_uid, container_uid, created) VALUES (?, ?, ?)
    ON CONFLICT (engine_uid, container_uid) DO UPDATE SET created = max(created, excluded.created)
"""
_KEEP_SCAN = """
    INSERT INTO scan (uid, started, ended, tool_version, outcome) VALUES (?, ?, ?, ?, ?)
    ON CONFLICT (uid) DO UPDATE SET
        started = min(started, excluded.started),
        ended = coalesce(max(ended, excluded.ended), ended, excluded.ended),
        tool_version = min(tool_version, excluded.tool_version),
        outcome = coalesce(min(outcome, excluded.outcome), outcome, excluded.outcome)
"""
"""One that was exported while it ran is ended by a later bundle. Failed wins over ok."""

_KEEP_ENGINE = """
    INSERT INTO scan_engine VALUES (?, ?, ?, ?, ?, ?)
    ON CONFLICT (scan, environment, engine) DO UPDATE SET
        scope = excluded.scope, outcome = excluded.outcome, reason = excluded.reason
    WHERE (excluded.outcome, excluded.scope, excluded.reason) < (outcome, scope, reason)
"""
_KEEP_TARGET = """
    INSERT INTO scan_target (scan, environment, engine, container_uid, container_name, service, outcome, reason)
    SELECT ?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8 WHERE NOT EXISTS (
        SELECT 1 FROM scan_target WHERE scan = ?1 AND environment = ?2 AND engine IS ?3 AND container_uid = ?4
        AND container_name = ?5 AND service IS ?6 AND outcome = ?7 AND reason = ?8
    )
"""
_KEEP_OBSERVATION = """
    INSERT INTO observation (scan, environment, instance, engine, service, at, container_name, image_reference,
                             state, route, snapshot, coverage)
    VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (scan, environment, instance) DO NOTHING
"""
_SEE = """
    INSERT INTO sighting VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
    ON CONFLICT (fingerprint) DO UPDATE SET
        first_seen = min(first_seen, excluded.first_seen),
        last_seen = max(last_seen, excluded.last_seen),
        resolved = CASE
            WHEN max(coalesce(resolved, ''), coalesce(excluded.resolved, '')) >= max(last_seen, excluded.last_seen)
            THEN max(coalesce(resolved, ''), coalesce(excluded.resolved, '')) END,
        worst_severity = max(worst_severity, excluded.worst_severity)
"""
"""It is gone where it was not found at or after the last time that anybody saw it."""

_OUTCOMES = ("failed", "vanished", "skipped")


class HistoryRows:
    def __init__(self, target: Target) -> None:
        self._target = target
        self.sections: Mapping[str, Callable[[Iterator[Any]], None]] = {
            "environments": self.environments,
            "services": self.services,
            "engines": self.engines,
            "instances": self.instances,
            "scans": self.scans,
            "scan_engines": self.scan_engines,
            "scan_targets": self.scan_targets,
            "observations": self.observations,
            "sightings": self.sightings,
        }

    def environments(self, rows: Iterator[EnvironmentRow]) -> None:
        for row in rows:
            name = column(row.name)
            self._target.keep("environments", "environment", name=name)
            self._target.environments.append(from_column(name))

    def services(self, rows: Iterator[ServiceRow]) -> None:
        for row in rows:
            self._target.keep("services", "service", application=column(row.application), name=column(row.name))

    def engines(self, rows: Iterator[EngineRow]) -> None:
        for row in rows:
            natural = dict(zip(EngineRow._fields, map(column, row), strict=True))
            self._target.keep("engines", "engine", **natural)

    def instances(self, rows: Iterator[InstanceRow]) -> None:
        for row in rows:
            engine, container, created = map(column, row)
            self._target.connection.run(_KEEP_INSTANCE, (engine, container, created))
            self._target.found("instances", "instance", engine_uid=engine, container_uid=container)

    def scans(self, rows: Iterator[ScanRow]) -> None:
        for row in rows:
            if (row.ended is None) != (row.outcome is None):
                raise ValueError("a scan has an end or an outcome, not both")
            times = (time(row.started), row.ended and time(row.ended))
            outcome = row.outcome and row.outcome.value
            self._target.connection.run(_KEEP_SCAN, (row.uid, *times, row.tool_version, outcome))
            self._target.found("scans", "scan", uid=row.uid)

    def scan_engines(self, rows: Iterator[ScanEngineRow]) -> None:
        target = self._target
        for row in rows:
            scan, place = target.row("scans", row.scan), target.row("environments", row.environment)
            where = (scan, place, target.row("engines", row.engine))
            what = (row.scope.value, row.outcome.value, column(row.reason))
            target.connection.run(_KEEP_ENGINE, (*where, *what))

    def scan_targets(self, rows: Iterator[ScanTargetRow]) -> None:
        target = self._target
        for row in rows:
            if row.outcome not in _OUTCOMES:
                raise ValueError(f"a target has the outcome {row.outcome!r}")
            scan, place = target.row("scans", row.scan), target.row("environments", row.environment)
            where = (scan, place, target.maybe("engines", row.engine))
            who = (column(row.container_uid), column(row.container_name), target.maybe("services", row.service))
            target.connection.run(_KEEP_TARGET, (*where, *who, row.outcome, column(row.reason)))

    def observations(self, rows: Iterator[ObservationRow]) -> None:
        self._target.connection.run_many(_KEEP_OBSERVATION, map(self._observation, rows))

    def _observation(self, row: ObservationRow) -> tuple[object, ...]:
        target = self._target
        return (
            target.row("scans", row.scan),
            target.row("environments", row.environment),
            target.row("instances", row.instance),
            target.row("engines", row.engine),
            target.row("services", row.service),
            time(row.at),
            column(row.container_name),
            column(row.image_reference),
            column(row.state),
            row.route.value,
            target.row("snapshots", row.snapshot),
            target.row("coverage", row.coverage),
        )

    def sightings(self, rows: Iterator[SightingRow]) -> None:
        for row in rows:
            relation, kind = Relation(row.relation).value, Kind(row.kind).value
            subject = (row.fingerprint, relation, row.rule, column(row.service), names(row.environments), kind)
            resolved = row.resolved and time(row.resolved)
            if resolved and resolved < row.last_seen:
                raise ValueError("a finding was resolved before it was last seen")
            times = (time(row.first_seen), time(row.last_seen), resolved)
            self._target.connection.run(_SEE, (*subject, column(row.key), *times, row.worst_severity))
