"""One of several processes at one store: `python -m tests.store.crowd write|read FILE NAME`. Begins when stdin closes."""

import sys
from collections.abc import Callable
from functools import partial
from pathlib import Path

from drift.model.facts import Fact
from drift.store import Store
from tests.store.things import Layer, by_name, env, fact, file, hour, scan, seen, snapshot

ROUNDS = 12


def facts(count: int) -> list[Fact]:
    return [fact(f"fact {count}")]


def write(path: Path, name: str) -> None:
    """Scans of an environment of its own, each with a layer that all write and a snapshot of its own."""
    for count in range(ROUNDS):
        with Store.open(path) as store:
            shared = Layer(*(file(f"f{number}") for number in range(500)), name=f"layer {count}")
            store.layers.add(shared, partial(facts, count), {"dpkg": 1})
            one = snapshot(WRITER=name, COUNT=str(count), SHARED="1")
            scan(store, hour(count), seen(one, hour(count), environment=name), environment=name)
            with store.transaction():
                store.sets.add(env(SHARED="1"))


def read(path: Path, _name: str) -> None:
    """What is seen is always whole, and never less than before."""
    most = 0
    for _ in range(ROUNDS * 3):
        with Store.open(path) as store:
            state = store.history.state(by_name)
            for one in state.observations:
                stored = store.snapshots.get(one.snapshot)
                assert stored is not None
                assert stored.digest == one.snapshot
            assert len(state.observations) >= most
            most = len(state.observations)


if __name__ == "__main__":
    does: dict[str, Callable[[Path, str], None]] = {"write": write, "read": read}
    sys.stdin.read()
    does[sys.argv[1]](Path(sys.argv[2]), sys.argv[3])
