"""What a scan writes: engines, observations, targets that it could not read."""

import secrets
from collections.abc import Mapping
from datetime import datetime
from enum import StrEnum

from drift.model.canonical import Document, canonical, sha256, to_bytes
from drift.model.snapshot import EngineIdentity, Observation, ServiceName, Snapshot, TargetFailure
from drift.store.columns import to_column, to_time
from drift.store.connection import Connection
from drift.store.documents import changed_documents
from drift.store.snapshots import Snapshots

_KEEP_ENGINE = """
    INSERT INTO scan_engine VALUES (?, ?, ?, ?, ?, ?)
    ON CONFLICT (scan, environment, engine) DO UPDATE SET
        scope = excluded.scope, outcome = excluded.outcome, reason = excluded.reason
"""
_SEEN_AT_ADDRESS = """
    SELECT g.id FROM scan_engine x JOIN engine g ON g.id = x.engine
    WHERE x.environment = ? AND g.address = ? ORDER BY x.scan DESC LIMIT 1
"""
_KEEP_TARGET = """
    INSERT INTO scan_target
        (scan, environment, engine, container_uid, container_name, service, outcome, reason)
    VALUES (?, ?, ?, ?, ?, ?, ?, ?)
"""
_FIND_INSTANCE = "SELECT id FROM instance WHERE engine_uid = ? AND container_uid = ?"
_KEEP_INSTANCE = "INSERT INTO instance (engine_uid, container_uid, created) VALUES (?, ?, ?)"
_KEEP_OBSERVATION = """
    INSERT INTO observation
        (scan, environment, instance, engine, service, at,
         container_name, image_reference, state, route, snapshot, coverage)
    VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
"""


class Scope(StrEnum):
    """What a scan wanted of an engine."""

    ALL = "all"
    RUNNING = "running"
    PARTIAL = "partial"
    """Some containers, by name: says nothing of the others."""


class ScanOutcome(StrEnum):
    OK = "ok"
    FAILED = "failed"


class Scans:
    """A scan is `begin`, `engine` for each (environment, engine), `observe` and `fail` for the targets, `end`.

    One that never ended was killed: its observations are history, but the state of the fleet is that before it.
    """

    def __init__(self, connection: Connection, snapshots: Snapshots) -> None:
        self._connection = connection
        self._snapshots = snapshots

    def begin(self, tool_version: str, at: datetime) -> str:
        """Returns the scan's uid: random, since scans of many stores meet in one."""
        uid = secrets.token_hex(16)
        self._connection.run(
            "INSERT INTO scan (uid, started, tool_version) VALUES (?, ?, ?)", (uid, to_time(at), tool_version)
        )
        return uid

    def engine(
        self,
        scan: str,
        environment: str,
        engine: EngineIdentity,
        scope: Scope,
        outcome: ScanOutcome = ScanOutcome.OK,
        reason: str = "",
    ) -> None:
        """OK: the engine has listed its containers. A later word on the same engine in this scan replaces the first.

        An engine that did not answer has the uid "": it is then the one last seen at its address.
        """
        with self._connection.transaction():
            place = self._row("environment", name=to_column(environment))
            self._connection.run(
                _KEEP_ENGINE,
                (self._scan(scan), place, self._engine(place, engine), scope.value, outcome.value, to_column(reason)),
            )

    def observe(
        self,
        scan: str,
        observation: Observation,
        snapshot: Snapshot | None = None,
        documents: Mapping[str, Document] | None = None,
    ) -> None:
        """Keep an observation with the snapshot that it names (None: it is here already) in one transaction.

        `documents` are redacted sources by kind (inspect, info, config): kept where they differ from the last ones.
        """
        with self._connection.transaction():
            if snapshot:
                self._snapshots.add(snapshot)
            instance = self._instance(observation)
            changed = changed_documents(self._connection, instance, documents or {})
            row = self._connection.run(_KEEP_OBSERVATION, self._observation(scan, observation, instance))
            for kind, digest in changed.items():
                self._connection.run(
                    "INSERT INTO observation_document SELECT ?, ?, id FROM document WHERE digest = ?",
                    (row, kind, digest),
                )

    def fail(self, scan: str, failure: TargetFailure) -> None:
        """Say that a target has no observation in this scan, and why."""
        with self._connection.transaction():
            place = self._row("environment", name=to_column(failure.environment))
            self._connection.run(
                _KEEP_TARGET,
                (
                    self._scan(scan),
                    place,
                    self._engine(place, failure.engine) if failure.engine else None,
                    to_column(failure.container_uid),
                    to_column(failure.container_name),
                    self._service(failure.service) if failure.service else None,
                    failure.outcome,
                    to_column(failure.reason),
                ),
            )

    def end(self, scan: str, at: datetime, outcome: ScanOutcome) -> None:
        self._connection.run("UPDATE scan SET ended = ?, outcome = ? WHERE uid = ?", (to_time(at), outcome.value, scan))

    def _scan(self, uid: str) -> int:
        found: int | None = self._connection.value("SELECT id FROM scan WHERE uid = ?", (uid,))
        if found is None:
            raise KeyError(uid)
        return found

    def _row(self, table: str, **natural: object) -> int:
        """The row with this natural key, made where there is none."""
        terms = " AND ".join(f"{name} = :{name}" for name in natural)
        found: int | None = self._connection.value(f"SELECT id FROM {table} WHERE {terms}", natural)  # noqa: S608 - names of ours
        if found is not None:
            return found
        names, places = ", ".join(natural), ", ".join(f":{name}" for name in natural)
        return self._connection.run(f"INSERT INTO {table} ({names}) VALUES ({places})", natural)  # noqa: S608 - the same

    def _instance(self, observation: Observation) -> int:
        named = (to_column(observation.engine.uid), to_column(observation.container_uid))
        found: int | None = self._connection.value(_FIND_INSTANCE, named)
        if found is not None:
            return found
        return self._connection.run(_KEEP_INSTANCE, (*named, to_column(observation.created)))

    def _service(self, service: ServiceName) -> int:
        return self._row("service", application=to_column(service.application), name=to_column(service.name))

    def _engine(self, environment: int, engine: EngineIdentity) -> int:
        if not engine.uid:
            seen: int | None = self._connection.value(_SEEN_AT_ADDRESS, (environment, to_column(engine.address)))
            if seen is not None:
                return seen
        return self._row(
            "engine",
            uid=to_column(engine.uid),
            address=to_column(engine.address),
            kind=to_column(engine.kind),
            version=to_column(engine.version),
            api_version=to_column(engine.api_version),
        )

    def _observation(self, scan: str, observation: Observation, instance: int) -> tuple[object, ...]:
        environment = self._row("environment", name=to_column(observation.environment))
        snapshot = self._connection.value("SELECT id FROM snapshot WHERE digest = ?", (observation.snapshot,))
        if snapshot is None:
            raise KeyError(observation.snapshot.hex())
        return (
            self._scan(scan),
            environment,
            instance,
            self._engine(environment, observation.engine),
            self._service(observation.service),
            to_time(observation.at),
            to_column(observation.container_name),
            to_column(observation.image_reference),
            to_column(observation.state),
            observation.route.value,
            snapshot,
            self._coverage(observation),
        )

    def _coverage(self, observation: Observation) -> int:
        content = canonical(observation.coverage.document())
        digest = sha256(b"coverage", to_bytes(content))
        known: int | None = self._connection.value("SELECT id FROM coverage WHERE digest = ?", (digest,))
        if known is not None:
            return known
        return self._connection.run(
            "INSERT INTO coverage (digest, content) VALUES (?, ?)", (digest, to_column(content))
        )
