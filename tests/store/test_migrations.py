import ast
import sqlite3
import stat
from contextlib import closing
from pathlib import Path
from typing import Any, TypeAlias

import pytest
from sqlite_utils import Database, Migrations

from drift.errors import StoreError
from drift.store import Store
from drift.store.connection import Connection
from drift.store.migrations import STEPS, upgrade
from drift.store.schema import BY_PATH, EPISODES, STANDING, TABLES, TOLD, VERSION
from tests.store import first_version
from tests.store.things import by_name, hour, scan, seen, snapshot

Step: TypeAlias = Any


def steps(*more: Step) -> Migrations:
    """Today's and some that are to come, each a function of the database."""
    made = Migrations("container-drift")
    for step in STEPS._migrations:
        made(name=step.name)(step.fn)
    for number, following in enumerate(more):
        made(name=f"to come {number}")(following)
    return made


def add_a_column(database: Database) -> None:
    database.table("observation").add_column("mood", str)


def take_a_table_apart(database: Database) -> None:
    database.table("coverage").transform(rename={"content": "document"})


def fail(database: Database) -> None:
    database.execute("INSERT INTO nowhere VALUES (1)")


def give_up(database: Database) -> None:
    raise ZeroDivisionError


@pytest.fixture
def old(path):
    """A store of today's schema, with something in it: what an older one will be."""
    with Store.open(path) as store:
        scan(store, hour(0), seen(snapshot(A="1"), hour(0)))
    return path


def migrate(path: Path, *more: Step) -> None:
    with closing(sqlite3.connect(path, isolation_level=None)) as raw:
        upgrade(Connection(path, raw), steps(*more), VERSION + len(more))


def look(path: Path, question: str) -> list[Any]:
    with closing(sqlite3.connect(path)) as raw:
        return raw.execute(question).fetchall()


def dump(path: Path) -> list[Any]:
    with closing(sqlite3.connect(path)) as raw:
        return [*raw.iterdump(), raw.execute("PRAGMA user_version").fetchone()]


def test_the_version_counts_the_steps():
    assert len(STEPS._migrations) == VERSION


def test_an_older_store_is_migrated_and_keeps_what_it_has(old):
    migrate(old, add_a_column, take_a_table_apart)

    assert look(old, "PRAGMA user_version") == [(VERSION + 2,)]
    assert look(old, "SELECT container_name, mood FROM observation") == [("web-1", None)]
    assert len(look(old, "SELECT document FROM coverage")) == 1
    assert look(old, "PRAGMA foreign_key_check") == []
    assert look(old, "SELECT count(*) FROM timeline") == [(1,)]


def test_a_copy_of_the_older_store_is_left_beside_it_first(old):
    before = dump(old)

    migrate(old, add_a_column)

    backup = old.with_name(f"drift.db.v{VERSION}.backup")
    assert dump(backup) == before
    assert stat.S_IMODE(backup.stat().st_mode) == 0o600
    assert not list(old.parent.glob("*.partial"))
    with Store.open(backup) as store:
        assert len(store.history.observations()) == 1


@pytest.mark.parametrize(("step", "error"), [(fail, StoreError), (give_up, ZeroDivisionError)])
def test_a_migration_that_fails_half_way_leaves_all_as_it_was(old, step, error):
    before = dump(old)

    with pytest.raises(error):
        migrate(old, add_a_column, step)

    assert dump(old) == before
    with Store.open(old) as store:
        assert len(store.history.observations()) == 1


def test_a_migration_that_loses_what_others_name_is_undone(old):
    before = dump(old)

    with pytest.raises(StoreError, match="points nowhere"):
        migrate(old, lambda database: database.execute("DELETE FROM snapshot"))

    assert dump(old) == before


def test_a_migration_is_done_once(old):
    migrate(old, add_a_column)
    old.with_name(f"drift.db.v{VERSION}.backup").unlink()

    migrate(old, add_a_column)

    assert not old.with_name(f"drift.db.v{VERSION}.backup").exists()


def test_a_backup_that_finds_no_room_stops_the_migration(old):
    old.with_name(f"drift.db.v{VERSION}.partial").mkdir()

    with pytest.raises(StoreError, match="backup"):
        migrate(old, add_a_column)

    assert look(old, "PRAGMA user_version") == [(VERSION,)]


def test_a_new_store_has_no_backup(path):
    Store.open(path).close()

    assert [one.name for one in path.parent.iterdir()] == ["drift.db"]


def test_the_schema_inside_the_file_says_what_it_is_for(path):
    Store.open(path).close()

    schema = "\n".join(
        sql for (sql,) in look(path, "SELECT sql FROM sqlite_master WHERE name IN ('layer', 'sighting')")
    )

    assert "-- A layer, in whichever images it is" in schema
    assert "-- judged again and not found" in schema
    made, replaced = (
        (TABLES + BY_PATH + STANDING + TOLD + EPISODES).count(words) for words in ("CREATE TABLE", "DROP TABLE")
    )
    assert made - replaced == len(
        look(path, "SELECT 1 FROM sqlite_master WHERE type = 'table' AND name NOT LIKE '%sqlite%'")
    )


def test_a_store_of_the_first_version_is_what_this_version_makes_of_the_same(tmp_path):
    with Store.open(first_version.load(tmp_path / "old.db")) as migrated, Store.open(tmp_path / "new.db") as fresh:
        first_version.write(fresh)

        assert list(migrated.check()) == list(fresh.check()) == []
        assert migrated.history.state(by_name) == fresh.history.state(by_name)
    old, new = (first_version.rows(tmp_path / name) for name in ("old.db", "new.db"))
    assert len(old.pop("standing")) == len(new.pop("standing"))  # the first version did not keep when one became worse
    assert first_and_last(old.pop("episode")) == first_and_last(new.pop("episode"))  # nor when one went and came back
    assert old == new


def first_and_last(episodes: list[str]) -> dict[str, tuple[str, str | None]]:
    """Fingerprint → its first moment and its last, None where it stands."""
    found: dict[str, tuple[str, str | None]] = {}
    for fingerprint, since, until, _ in sorted(map(ast.literal_eval, episodes)):
        found[fingerprint] = (found.get(fingerprint, (since,))[0], until)
    return found


def test_a_store_of_an_older_version_knows_the_first_and_last_day_of_each_finding(old):
    """What it did not keep is not made up: a finding that came back is one stretch."""
    with closing(sqlite3.connect(old)) as raw:
        raw.execute("DROP TABLE episode")
        raw.execute("DELETE FROM _sqlite_migrations WHERE name LIKE '5 %'")
        raw.execute("PRAGMA user_version = 4")
        raw.executemany(
            "INSERT INTO sighting VALUES (?, 'container-image', 'r', 'web', '[\"prod\"]', 'files', ?, ?, ?, ?, 3)",
            [("f1", "/a", "2026-11-01", "2026-11-03", None), ("f2", "/b", "2026-11-01", "2026-11-03", "2026-11-04")],
        )
        raw.commit()

    Store.open(old).close()

    assert look(old, "SELECT * FROM episode ORDER BY fingerprint") == [
        ("f1", "2026-11-01", None, 3),
        ("f2", "2026-11-01", "2026-11-04", 3),
    ]
    assert look(old, "PRAGMA user_version") == [(VERSION,)]
