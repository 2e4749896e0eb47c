"""Small stores made by hypothesis: scans of two engines, complete and partial, killed and failed, over a few containers."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from functools import cache
from io import BytesIO
from pathlib import Path
from tempfile import TemporaryDirectory

from hypothesis import strategies as st

from drift.model.changes import ChangeType, Relation
from drift.model.findings import Finding, Severity
from drift.model.records import Kind, RecordSet
from drift.model.snapshot import Section, Snapshot
from drift.store import Judged, ScanOutcome, Scope, Store
from tests.store.things import (
    DOCKER,
    PODMAN,
    Layer,
    env,
    fact,
    failure,
    file,
    file_record,
    hour,
    image,
    observation,
    sha,
)

ENGINES = (DOCKER, PODMAN)
CONTAINERS = ("web-1", "web-2", "caf\udce9")
LAYERS = ("base", "middle", "top")


@dataclass(frozen=True)
class Seen:
    container: str
    state: int
    """Which snapshot; -1: it could not be read."""
    image: int = 0


@dataclass(frozen=True)
class OneScan:
    number: int
    """Its hour."""
    engine: int
    environment: str
    scope: Scope
    ended: bool
    answered: bool
    seen: tuple[Seen, ...]
    found: tuple[int, ...]
    """Findings that it saw."""

    @property
    def uid(self) -> str:
        """Two stores that both have it have the same of it."""
        return sha(repr(self)).hex()[:32]


def seen() -> st.SearchStrategy[Seen]:
    return st.builds(Seen, st.sampled_from(CONTAINERS), st.integers(-1, 3), st.integers(0, 2))


def scans(**fixed: st.SearchStrategy) -> st.SearchStrategy[OneScan]:
    parts = {
        "number": st.integers(0, 40),
        "engine": st.integers(0, 1),
        "environment": st.sampled_from(("dev", "prod")),
        "scope": st.sampled_from(Scope),
        "ended": st.booleans() | st.just(True),
        "answered": st.booleans() | st.just(True),
        "seen": st.lists(seen(), max_size=3, unique_by=lambda one: one.container).map(tuple),
        "found": st.lists(st.integers(0, 3), max_size=3, unique=True).map(tuple),
    }
    return st.builds(OneScan, **{**parts, **fixed})


def histories(most: int = 6, **fixed: st.SearchStrategy) -> st.SearchStrategy[list[OneScan]]:
    """In order of time."""
    return st.lists(scans(**fixed), max_size=most, unique_by=lambda one: one.number).map(
        lambda made: sorted(made, key=lambda one: one.number)
    )


def layers(number: int) -> list[Layer]:
    return [
        Layer(file(f"usr/{name}"), file("etc/conf\udcff", content=name), name=name) for name in LAYERS[: number + 1]
    ]


def state(of: Seen) -> Snapshot:
    """Sections of three kinds; states share records, and files with facts."""
    return Snapshot(
        sha(f"image {of.image}"),
        {
            Kind.ENV: Section.ok(env(A=str(of.state % 2), B="2", **{"C\udcff": str(of.state)})),
            Kind.FILES: Section.ok(
                RecordSet.of(Kind.FILES, [file_record(f"/srv/{number}", of.state) for number in range(of.state)])
            ),
            Kind.HOST: Section.failed("it is on another host"),
        },
    )


def finding(number: int) -> Finding:
    return Finding(
        rule="file-mode",
        severity=Severity(number + 1),
        relation=Relation.CONTAINER_IMAGE,
        service="shop/web",
        environments=("prod",) if number % 2 else ("dev", "prod"),
        kind=Kind.FILES,
        key=f"/etc/caf\udce9-{number}",
        change=ChangeType.CHANGED,
        title="mode of a file",
    )


def fill(store: Store, history: list[OneScan]) -> None:
    for one in history:
        perform(store, one)


def perform(store: Store, one: OneScan) -> None:
    uid, at, engine = one.uid, hour(one.number), ENGINES[one.engine]
    made = store.scans.begin("0.1.0", at)
    store._connection.run("UPDATE scan SET uid = ? WHERE uid = ?", (uid, made))
    outcome = ScanOutcome.OK if one.answered else ScanOutcome.FAILED
    store.scans.engine(uid, one.environment, engine, one.scope, outcome, "" if one.answered else "no such socket")
    for target in one.seen if one.answered else ():
        if target.state < 0:
            store.scans.fail(uid, failure(environment=one.environment, container=target.container, engine=engine))
            continue
        keep_image(store, target.image, at)
        what = state(target)
        where = observation(what, at, environment=one.environment, container=target.container, engine=engine)
        store.scans.observe(uid, where, what, {"inspect": {"State": target.state}})
    if one.ended:
        store.scans.end(uid, at, outcome)
        store.sightings.record([finding(number) for number in one.found], at, Judged({"dev", "prod"}))


def keep_image(store: Store, number: int, at) -> None:
    for layer in layers(number):
        store.layers.add(layer, lambda: [fact("base"), fact("", name=f"conf{number}")], {"dpkg": 1})
    identity = sha(f"image {number}")
    made = replace(image(*layers(number)), config_digest=f"sha256:{number}" if at.hour % 2 else None)
    store.images.add(made, identity, sha(f"tree {number}"), state(Seen("", number, number)))
    store.images.bind(DOCKER.uid, f"app:{number}", identity, f"sha256:{at.hour % 3}", at)


@cache
def empty() -> bytes:
    """A store's file: making one takes twenty times as long as opening it."""
    with TemporaryDirectory() as folder:
        path = Path(folder, "empty.db")
        Store.open(path).close()
        return path.read_bytes()


@contextmanager
def stores(count: int) -> Iterator[list[Store]]:
    with TemporaryDirectory() as folder:
        paths = [Path(folder, f"{number}.db") for number in range(count)]
        for path in paths:
            path.write_bytes(empty())
        opened = [Store.open(path) for path in paths]
        yield opened
        for store in opened:
            store.close()


def exported(store: Store, *environments: str, since=None) -> bytes:
    target = BytesIO()
    store.export_bundle(target, environments, since)
    return target.getvalue()


def take_in(store: Store, *bundles: bytes):
    return [store.import_bundle(BytesIO(bundle)) for bundle in bundles]
