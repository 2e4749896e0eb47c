"""A scan that is killed (SIGKILL) as it begins its nth statement, again and again: `python -m tests.store.victim FOLDER SEED COUNT`.

After each kill the store is looked over, and the same scan runs to its end. Prints one line of JSON for each kill.
"""

import json
import os
import random
import signal
import sqlite3
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

from drift.model.records import Kind
from drift.model.snapshot import Section, Snapshot
from drift.store import ScanOutcome, Scope, Store
from tests.store.things import (
    DOCKER,
    START,
    Layer,
    env,
    fact,
    file,
    files,
    hour,
    image,
    observation,
    sha,
)

_connect = sqlite3.connect


def layer() -> Layer:
    return Layer(*(file(f"usr/lib/file_{number}") for number in range(40)))


def state(number: int) -> Snapshot:
    return Snapshot(
        sha("image"), {Kind.ENV: Section.ok(env(A=str(number))), Kind.FILES: Section.ok(files(30 + number))}
    )


def scan(path: Path) -> None:
    """A whole one: the database, a layer, an image, two observations."""
    with Store.open(path) as store:
        store.layers.add(layer(), lambda: [fact("a")], {"dpkg": 1})
        store.images.add(image(layer()), sha("image"), sha("tree"), state(0))
        store.snapshots.add(state(3))
        store.sets.keep_derived(b"inputs", files(50))
        uid = store.scans.begin("0.1.0", START)
        store.scans.engine(uid, "prod", DOCKER, Scope.RUNNING)
        for number in (1, 2):
            seen = observation(state(number), hour(number), container=f"web-{number}")
            store.scans.observe(uid, seen, state(number), {"inspect": {"Id": number}})
        store.scans.end(uid, hour(3), ScanOutcome.OK)


def counting(each: Callable[[int], None]) -> Callable[..., sqlite3.Connection]:
    """`sqlite3.connect` whose connections tell `each` the number of every statement that they begin."""
    begun = 0

    def count(_statement: str) -> None:
        nonlocal begun
        begun += 1
        each(begun)

    def connect(*arguments: Any, **options: Any) -> sqlite3.Connection:
        raw: sqlite3.Connection = _connect(*arguments, **options)
        raw.set_trace_callback(count)
        return raw

    return connect


def statements(path: Path) -> int:
    """How many a whole scan into a new store has."""
    last = 0

    def note(number: int) -> None:
        nonlocal last
        last = number

    sqlite3.connect = counting(note)  # type: ignore[assignment]
    scan(path)
    sqlite3.connect = _connect
    return last


def kill_at(path: Path, point: int) -> None:
    child = os.fork()
    if not child:
        sqlite3.connect = counting(lambda number: os.kill(os.getpid(), signal.SIGKILL) if number == point else None)  # type: ignore[assignment]
        scan(path)
        os._exit(0)
    _, status = os.waitpid(child, 0)
    assert os.WIFSIGNALED(status), f"statement {point} never came"


def found(path: Path) -> dict[str, Any]:
    """What is there: parts that are whole, and what a look over says."""
    with Store.open(path) as store:
        digest = layer_digest()
        kept = store.layers.has(digest, {})
        entries = len(list(store.layers.entries(digest))) if kept else 0
        snapshots = [store.snapshots.get(state(number).digest) for number in range(4)]
        return {
            "problems": list(store.check()),
            "entries": entries,
            "collected": store.layers.has(digest, {"dpkg": 1}),
            "whole": [one == state(number) for number, one in enumerate(snapshots) if one],
            "seen": [store.snapshots.has(one.snapshot) for one in store.history.observations()],
            "ended": len(store.history.spans("prod")),
        }


def layer_digest() -> str:
    read = layer()
    list(read)
    return read.diff_id


def main(folder: Path, seed: int, count: int) -> None:
    total = statements(folder / "whole.db")
    points = random.Random(seed).sample(range(1, total + 1), count)
    for point in sorted({*points, 1, total}):
        path = folder / f"{point}.db"
        kill_at(path, point)
        after = found(path)
        scan(path)
        print(json.dumps({"point": point, "of": total, "after": after, "next": found(path)}))


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3]))
