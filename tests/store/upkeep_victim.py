"""A prune or an import that is killed as it begins its nth statement: `python -m tests.store.upkeep_victim FOLDER SEED COUNT`.

After each kill the store is looked over, and the same is done to its end. Prints one line of JSON for each kill.
"""

import hashlib
import json
import os
import random
import shutil
import signal
import sqlite3
import sys
from collections.abc import Callable
from io import BytesIO
from pathlib import Path

from drift.store import Scope, Store
from tests.store.fleets import OneScan, Seen, exported, fill
from tests.store.things import hour
from tests.store.victim import _connect, counting

Work = Callable[[Store], object]


def history(first: int, environment: str) -> list[OneScan]:
    return [
        OneScan(
            first + number, 0, environment, Scope.RUNNING, True, True, (Seen("web-1", number % 4, number % 3),), (1,)
        )
        for number in range(5)
    ]


def made(path: Path, environment: str) -> Path:
    with Store.open(path) as store:
        fill(store, history(1, environment))
    return path


def works(folder: Path) -> dict[str, Work]:
    with Store.open(made(folder / "other.db", "dev")) as other:
        bundle = exported(other)
    return {
        "prune": lambda store: store.prune(1, hour(24 * 365)),
        "import": lambda store: store.import_bundle(BytesIO(bundle)),
    }


def run(path: Path, work: Work) -> None:
    with Store.open(path) as store:
        work(store)


def statements(path: Path, work: Work) -> int:
    seen: list[int] = []
    sqlite3.connect = counting(seen.append)  # type: ignore[assignment]
    run(path, work)
    sqlite3.connect = _connect
    return max(seen)


def kill_at(path: Path, work: Work, point: int) -> None:
    child = os.fork()
    if not child:
        sqlite3.connect = counting(lambda number: os.kill(os.getpid(), signal.SIGKILL) if number == point else None)  # type: ignore[assignment]
        run(path, work)
        os._exit(0)
    _, status = os.waitpid(child, 0)
    assert os.WIFSIGNALED(status), f"statement {point} never came"


def found(path: Path) -> tuple[list[str], str]:
    """Problems, and a digest of all that is in it."""
    with Store.open(path) as store:
        return list(store.check()), hashlib.sha256(exported(store)).hexdigest()


def main(folder: Path, seed: int, count: int) -> None:
    base = made(folder / "base.db", "prod")
    for name, work in works(folder).items():
        done = folder / f"{name}.db"
        shutil.copy(base, done)
        total = statements(done, work)
        ends = {found(base)[1]: "before", found(done)[1]: "after"}
        points = random.Random(seed).sample(range(1, total + 1), count)
        for point in sorted({*points, 1, total}):
            path = folder / f"{name}-{point}.db"
            shutil.copy(base, path)
            kill_at(path, work, point)
            problems, digest = found(path)
            run(path, work)
            then, last = found(path)
            state, end = ends.get(digest, "neither"), ends.get(last, "neither")
            print(json.dumps({"work": name, "point": point, "problems": problems + then, "state": state, "end": end}))


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3]))
