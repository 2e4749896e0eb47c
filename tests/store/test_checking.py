import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from drift.store import Store
from tests.store.things import Layer, file, hour, no_facts, observation, scan, seen, snapshot


@pytest.fixture
def full(path):
    with Store.open(path) as store:
        store.layers.add(Layer(file("a"), file("b")), no_facts, {"dpkg": 1})
        uid = scan(store, hour(0), seen(snapshot(A="1", B="2"), hour(0)))
        store.scans.observe(uid, observation(snapshot(A="1", B="2"), container="web-2"), None, {"inspect": {"A": 1}})
    return path


def problems(path: Path) -> list[str]:
    with Store.open(path) as store:
        return list(store.check())


def test_a_store_that_is_whole_has_no_problem(full):
    assert problems(full) == []


@pytest.mark.parametrize(
    ("statement", "said"),
    [
        ("UPDATE record SET content = '{\"value\":\"9\"}' WHERE key = 'A'", "record row 1"),
        ("UPDATE record SET key = 7 WHERE key = 'A'", "7 is no text"),
        ("DELETE FROM record_set_member WHERE record = 1", "record_set row 1"),
        ("UPDATE record_set SET count = 3", "record_set row 1"),
        ("UPDATE snapshot SET image = x'00'", "snapshot row 1"),
        ("UPDATE snapshot_set SET status = 'absent' WHERE kind = 'files'", "snapshot row 1"),
        ("UPDATE snapshot_set SET kind = 'astrology' WHERE kind = 'files'", "astrology"),
        ("UPDATE document SET content = '{}'", "document row 1"),
        ("UPDATE coverage SET content = '{}'", "coverage row 1"),
        ("DELETE FROM layer_entry WHERE position = 1", "does not have as many entries"),
        ("DELETE FROM service", "names a row of service that is not there"),
    ],
)
def test_every_change_behind_its_back_is_a_problem(full, statement, said):
    with closing(sqlite3.connect(full)) as plain:
        plain.execute(statement)
        plain.commit()

    assert any(said in problem for problem in problems(full))


def test_a_torn_page_is_a_problem(full):
    content = bytearray(full.read_bytes())
    with closing(sqlite3.connect(full)) as plain:
        (page,) = plain.execute("SELECT rootpage FROM sqlite_master WHERE name = 'observation'").fetchone()
        (size,) = plain.execute("PRAGMA page_size").fetchone()
    content[(page - 1) * size + 100 : page * size] = b"\xff" * (size - 100)
    full.write_bytes(content)

    assert any("SQLite: " in problem or "it is damaged" in problem for problem in problems(full))
