"""The store with 100,000 rows: `python -m benchmarks.store` prints a table. Each figure is the best of three runs."""

import hashlib
import platform
import sqlite3
import tempfile
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

from drift.model.entries import Entry, FileType, file_fields
from drift.model.facts import Fact, Status, fact_key
from drift.model.records import Kind, Record, RecordSet, record
from drift.model.snapshot import Coverage, EngineIdentity, Observation, Route, Section, ServiceName, Snapshot
from drift.store import ScanOutcome, Scope, Store

ROWS = 100_000
RUNS = 3
SCANS = 2_000
CONTAINERS = 5
START = datetime(2026, 1, 1, tzinfo=UTC)
ENGINE = EngineIdentity("ENGINE", "unix:///var/run/docker.sock", "docker", "26.1.5")


class Layer:
    """A layer as a source streams it."""

    diff_id = f"sha256:{'0' * 64}"
    size = 800_000_000

    def __iter__(self) -> Iterator[Entry]:
        for number in range(ROWS):
            path = f"usr/lib/python3/dist-packages/package_{number % 300}/module_{number}.py"
            yield Entry(path, FileType.REGULAR, 0o644, 0, 0, number, 1_700_000_000, digest(number))


def digest(number: int) -> bytes:
    return hashlib.sha256(number.to_bytes(4)).digest()


def file_record(number: int, size: int) -> Record:
    path = f"/usr/lib/python3/dist-packages/package_{number % 300}/module_{number}.py"
    entry = Entry(path, FileType.REGULAR, 0o644, 0, 0, size, 0, digest(number))
    return record(Kind.FILES, path, file_fields(entry))


def file_set(changed: range) -> RecordSet:
    records = RecordSet.of(Kind.FILES, (file_record(number, 1 if number in changed else 0) for number in range(ROWS)))
    assert records.digest  # once for all: a scan has it already
    return records


def best(work: Callable[[], object], before: Callable[[], object] = lambda: None) -> float:
    times = []
    for _ in range(RUNS):
        before()
        start = time.perf_counter()
        work()
        times.append(time.perf_counter() - start)
    return min(times)


def row(name: str, seconds: float, remark: str = "") -> None:
    print(f"| {name:<62} | {seconds * 1000:>9.1f} | {remark:<24} |")


def snapshot(records: RecordSet) -> Snapshot:
    return Snapshot(None, {Kind.FILES: Section.ok(records)})


def record_sets(folder: Path) -> None:
    path = folder / "records.db"
    before, few, other = kept_sets(path)
    with Store.open(path) as store:
        row("load a set of 100,000", best(lambda: store.sets.get(before)))
        row("difference, equal digests", best(lambda: store.sets.difference(before, before)))
        row("difference, 200 of 100,000 changed", best(lambda: store.sets.difference(before, few)))
        row("difference, all 100,000 changed", best(lambda: store.sets.difference(before, other)))
        row("difference, 100,000 against nothing", best(lambda: store.sets.difference(None, before)))


def kept_sets(path: Path) -> list[bytes]:
    """Digests alone: a process that compares sets has not made them, and its garbage collector has not seen them."""
    one, few, other = (file_set(changed) for changed in (range(0), range(200), range(ROWS)))

    def keep(records: RecordSet) -> None:
        with Store.open(path) as store:
            store.snapshots.add(snapshot(records))

    row("set of 100,000 records into a new store", best(lambda: keep(one), lambda: path.unlink(missing_ok=True)))
    size = path.stat().st_size
    start = time.perf_counter()
    keep(few)
    grown = f"+{(path.stat().st_size - size) / 2**20:.1f} MiB"
    row("the same with 200 other records beside it", time.perf_counter() - start, grown)
    keep(other)
    return [one.digest, few.digest, other.digest]


def layers(folder: Path) -> None:
    path = folder / "layers.db"
    facts = [Fact(digest(number), "METADATA", "python", 1, Status.OK, "", '{"a":1}') for number in range(5_000)]

    def keep() -> None:
        with Store.open(path) as store:
            store.layers.add(Layer(), lambda: facts, {"python": 1})

    row("layer of 100,000 entries and 5,000 facts into a new store", best(keep, lambda: path.unlink(missing_ok=True)))
    row("of that the entries themselves, made and thrown away", best(lambda: list(Layer())))
    with Store.open(path) as store:
        row("load its entries", best(lambda: list(store.layers.entries(Layer.diff_id))))
        row("5,000 facts by key", best(lambda: store.facts.get(map(fact_key, facts))))


def observation(at: datetime, number: int, of: Snapshot) -> Observation:
    return Observation(
        at=at,
        environment="prod",
        service=ServiceName("shop", f"web{number}"),
        engine=ENGINE,
        container_uid=digest(number).hex(),
        container_name=f"web-{number}",
        image_reference="registry.example/web:1.4",
        state="running",
        route=Route.API,
        snapshot=of.digest,
        coverage=Coverage(Route.API, {"dpkg": 1}),
    )


def history(folder: Path) -> None:
    path = folder / "history.db"
    states = [snapshot(RecordSet.of(Kind.FILES, [file_record(number, 0)])) for number in range(2)]
    with Store.open(path) as store:
        start = time.perf_counter()
        for count in range(SCANS):
            at = START + timedelta(hours=count)
            scan = store.scans.begin("0.1.0", at)
            store.scans.engine(scan, "prod", ENGINE, Scope.RUNNING)
            for number in range(CONTAINERS):
                of = states[count > SCANS // 2]
                store.scans.observe(scan, observation(at, number, of), of, {"inspect": {"Id": number}})
            store.scans.end(scan, at, ScanOutcome.OK)
        seconds = (time.perf_counter() - start) / SCANS
    growth = f"{path.stat().st_size / SCANS / CONTAINERS:.0f} bytes a container"
    row(f"unchanged rescan of {CONTAINERS} containers ({SCANS:,} of them)", seconds, growth)
    row("open a store that is up to date", best(lambda: Store.open(path).close()))
    with Store.open(path) as store:
        row(f"state of the fleet after {SCANS:,} scans", best(lambda: store.history.state(tuple)))
        row("what @~1 of a service is", best(lambda: store.history.resolve("prod", "web1", "~1")))
        row("history of a service, newest 20", best(lambda: store.history.observations("prod", "web1", limit=20)))


def main() -> None:
    print(f"Python {platform.python_version()}, SQLite {sqlite3.sqlite_version}, {platform.machine()}\n")
    print(f"| {'work':<62} | {'ms':>9} | {'remark':<24} |\n|{'-' * 64}|{'-' * 11}|{'-' * 26}|")
    with tempfile.TemporaryDirectory() as folder:
        for measure in (record_sets, layers, history):
            measure(Path(folder))


if __name__ == "__main__":
    main()
