"""Small real objects to keep in a store."""

import hashlib
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

from drift.model.canonical import Document, to_bytes
from drift.model.entries import Entry, FileType
from drift.model.facts import Fact, Status
from drift.model.oci import Image, Platform
from drift.model.records import Kind, Record, RecordSet, record
from drift.model.snapshot import (
    Coverage,
    EngineIdentity,
    Observation,
    Route,
    Section,
    ServiceName,
    Snapshot,
    TargetFailure,
)
from drift.store import ScanOutcome, Scope, Store

DOCKER = EngineIdentity("ENGINE:A", "unix:///var/run/docker.sock", "docker", "26.1.5", "1.45")
PODMAN = EngineIdentity("ENGINE:B", "ssh://prod", "podman", "4.3.1", "1.41")
START = datetime(2026, 11, 1, 12, tzinfo=UTC)


def hour(count: float) -> datetime:
    return START + timedelta(hours=count)


def sha(text: str) -> bytes:
    return hashlib.sha256(to_bytes(text)).digest()


class Layer:
    """A layer's entries as a stream, as a source gives them."""

    def __init__(self, *entries: Entry, name: str = "layer", size: int = 10240) -> None:
        self._entries = entries
        self._read = False
        self._diff_id = f"sha256:{sha(name).hex()}"
        self.size = size

    def __iter__(self) -> Iterator[Entry]:
        yield from self._entries
        self._read = True

    @property
    def diff_id(self) -> str:
        assert self._read, "the digest is known at the end only"
        return self._diff_id


def file(path: str, content: str = "", mode: int = 0o644, **fields) -> Entry:
    return Entry(path, FileType.REGULAR, mode, 0, 0, len(content), 1700000000, sha(content), **fields)


def fact(content: str, name: str = "status", collector: str = "dpkg", version: int = 1) -> Fact:
    return Fact(sha(content), name, collector, version, Status.OK, "", '{"packages":[]}')


def no_facts() -> list[Fact]:
    return []


def env(**variables: str) -> RecordSet:
    return records(Kind.ENV, **{name: {"value": value} for name, value in variables.items()})


def records(kind: Kind, **contents: Document) -> RecordSet:
    return RecordSet.of(kind, (record(kind, key, content) for key, content in contents.items()))


def files(count: int, size: int = 0) -> RecordSet:
    """Many file records; another `size` changes all of them."""
    return RecordSet.of(Kind.FILES, [file_record(f"/usr/lib/file_{number}", size) for number in range(count)])


def file_record(path: str, size: int = 0) -> Record:
    return record(Kind.FILES, path, {"type": "file", "uid": 0, "gid": 0, "mode": "0644", "size": size})


def snapshot(**variables: str) -> Snapshot:
    return Snapshot(
        sha("image"), {Kind.ENV: Section.ok(env(**variables)), Kind.FILES: Section.failed("it is on another host")}
    )


def image(*layers: Layer) -> Image:
    for layer in layers:
        list(layer)
    return Image(
        Platform.of("linux", "amd64"),
        {"Env": ["PATH=/bin"], "Cmd": ["web"]},
        tuple(layer.diff_id for layer in layers),
        history=({"created_by": "COPY . /"},),
        created="2026-10-01T00:00:00Z",
        config_digest="sha256:c0",
    )


def observation(
    of: Snapshot,
    at: datetime = START,
    environment: str = "prod",
    service: str = "web",
    container: str = "web-1",
    uid: str = "",
    engine: EngineIdentity = DOCKER,
    application: str = "shop",
) -> Observation:
    return Observation(
        at=at,
        environment=environment,
        service=ServiceName(application, service),
        engine=engine,
        container_uid=uid or sha(f"{engine.uid} {container}").hex(),
        container_name=container,
        image_reference=f"registry.example/{service}:1.4",
        state="running",
        route=Route.API,
        snapshot=of.digest,
        coverage=Coverage(Route.API, {"dpkg": 1}, ("edits that keep size and mtime",), notes=("looked",)),
    )


def failure(
    outcome: str = "failed",
    environment: str = "prod",
    container: str = "web-1",
    engine: EngineIdentity | None = DOCKER,
    reason: str = "it took too long",
) -> TargetFailure:
    uid = sha(f"{engine.uid if engine else ''} {container}").hex()
    return TargetFailure(environment, engine, uid, container, ServiceName("shop", "web"), outcome, reason)


def scan(
    store: Store,
    at: datetime,
    *seen: tuple[Snapshot, Observation] | TargetFailure,
    environment: str = "prod",
    engine: EngineIdentity = DOCKER,
    scope: Scope = Scope.RUNNING,
    reason: str = "",
) -> str:
    """A whole scan of one engine; a reason says that the engine did not answer."""
    uid = store.scans.begin("0.1.0", at)
    outcome = ScanOutcome.FAILED if reason else ScanOutcome.OK
    store.scans.engine(uid, environment, engine, scope, outcome, reason)
    for one in seen:
        if isinstance(one, TargetFailure):
            store.scans.fail(uid, one)
        else:
            store.scans.observe(uid, one[1], one[0])
    store.scans.end(uid, at, outcome)
    return uid


def seen(of: Snapshot, at: datetime = START, **where) -> tuple[Snapshot, Observation]:
    return of, observation(of, at, **where)


def by_name(names: set[str]) -> tuple[str, ...]:
    return tuple(sorted(names))
