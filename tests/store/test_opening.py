import os
import sqlite3
import stat
import subprocess
import sys
import tempfile
from contextlib import closing
from pathlib import Path

import pytest

from drift.errors import StoreError
from drift.store import Store, default_path
from drift.store.connection import Connection
from drift.store.opening import choose_journal
from drift.store.schema import VERSION
from tests.store.things import Layer, env, file, files, hour, no_facts, scan, seen, snapshot

ROOT = Path(__file__).parents[2]


def mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def refusal(path: Path, *, create: bool = True) -> str:
    """The one line that opening ends with; the file must be as it was."""
    before = path.read_bytes() if path.is_file() else None
    with pytest.raises(StoreError) as caught:
        Store.open(path, create=create)
    assert "\n" not in str(caught.value)
    assert caught.value.remedy
    assert repr(str(path)) in str(caught.value)
    assert (path.read_bytes() if path.is_file() else None) == before
    return str(caught.value)


def test_a_store_is_for_its_owner_alone_and_so_are_the_files_beside_it(path):
    with Store.open(path) as store:
        store.scans.begin("0.1.0", hour(0))
        assert {mode(one) for one in path.parent.glob("drift.db*")} == {0o600}
        assert path.with_name("drift.db-wal").exists()


def test_a_wide_umask_does_not_open_it(path):
    before = os.umask(0)
    try:
        Store.open(path).close()
    finally:
        os.umask(before)

    assert mode(path) == 0o600


def test_a_directory_that_is_made_for_it_is_for_its_owner_alone(tmp_path):
    Store.open(tmp_path / "a" / "b" / "drift.db").close()

    assert mode(tmp_path / "a" / "b") == 0o700


def test_an_empty_file_is_a_new_store(path):
    path.touch(0o644)

    with Store.open(path) as store:
        assert store.history.observations() == []
    assert mode(path) == 0o600


def test_what_was_kept_is_there_again(path):
    with Store.open(path) as store:
        scan(store, hour(0), seen(snapshot(A="1"), hour(0)))
    with Store.open(path, create=False) as store:
        assert store.snapshots.get(snapshot(A="1").digest) == snapshot(A="1")


def test_a_store_is_in_wal_mode_and_knows_its_program(path):
    with Store.open(path) as store:
        assert store._connection.value("PRAGMA journal_mode") == "wal"
        assert store._connection.value("PRAGMA foreign_keys") == 1
        assert store._connection.value("PRAGMA trusted_schema") == 0
    with closing(sqlite3.connect(path)) as plain:
        assert plain.execute("PRAGMA application_id").fetchone() == (int.from_bytes(b"drft"),)
        assert plain.execute("PRAGMA user_version").fetchone() == (VERSION,)


def test_a_file_system_without_wal_gets_a_rollback_journal(path):
    """SQLite's unix-dotfile VFS has no shared memory, like a network file system: WAL does not work on it."""
    Store.open(path).close()
    with closing(sqlite3.connect(path, isolation_level=None)) as plain:
        plain.execute("PRAGMA journal_mode = DELETE")
    with closing(sqlite3.connect(f"{path.as_uri()}?vfs=unix-dotfile", uri=True, isolation_level=None)) as raw:
        connection = Connection(path, raw)
        choose_journal(connection)

        assert connection.value("PRAGMA journal_mode") == "delete"
        assert connection.value("PRAGMA synchronous") == 2  # FULL: without WAL, NORMAL could damage the file
        with Store(connection) as store:
            scan(store, hour(0), seen(snapshot(A="1"), hour(0)))
            assert list(store.check()) == []


def test_opening_a_current_store_imports_no_sqlite_utils(path):
    Store.open(path).close()
    program = (
        "import sys; from pathlib import Path; from drift.store import Store\n"
        "with Store.open(Path(sys.argv[1])) as store:\n"
        "    store.history.observations()\n"
        "    assert list(store.check()) == []\n"
        "assert 'sqlite_utils' not in sys.modules and 'platformdirs' not in sys.modules"
    )

    subprocess.run([sys.executable, "-c", program, path], check=True, cwd=ROOT)


def test_a_store_that_is_not_there_is_made_only_where_that_was_meant(path):
    assert "there is no store" in refusal(path, create=False)
    assert not path.exists()


@pytest.mark.parametrize("content", [b"hello, world\n" * 500, b"SQLite format 2\0" * 100, b"\0" * 8192, b"x"])
def test_a_file_that_is_no_database_is_left_alone(path, content):
    path.write_bytes(content)

    assert "no SQLite database" in refusal(path)


@pytest.mark.parametrize(
    "statement", ["CREATE TABLE diary (text)", "PRAGMA application_id = 77", "PRAGMA user_version = 3"]
)
def test_a_database_of_another_program_is_left_alone(path, statement):
    with closing(sqlite3.connect(path, isolation_level=None)) as plain:
        plain.execute("VACUUM")
        plain.execute(statement)

    assert "of another program" in refusal(path)


def test_a_newer_schema_is_left_alone(path):
    Store.open(path).close()
    with closing(sqlite3.connect(path, isolation_level=None)) as plain:
        plain.execute(f"PRAGMA user_version = {VERSION + 1}")

    assert "upgrade container-drift" in refusal(path)


def test_a_directory_is_no_store(tmp_path):
    assert "no regular file" in refusal(tmp_path)


def test_a_path_that_leads_through_a_file_is_one_line(tmp_path):
    (tmp_path / "file").touch()

    assert "it cannot be used" in refusal(tmp_path / "file" / "drift.db")


def test_a_truncated_store_is_damaged(path):
    with Store.open(path) as store:
        store.layers.add(Layer(*(file(f"f{number}") for number in range(2000))), no_facts, {})
    os.truncate(path, 8192)

    with pytest.raises(StoreError, match="damaged"), Store.open(path) as store:
        store.layers.has("sha256:00", {})


def test_a_store_without_a_table_is_damaged(path):
    Store.open(path).close()
    with closing(sqlite3.connect(path)) as plain:
        plain.execute("DROP TABLE coverage")

    with Store.open(path) as store, pytest.raises(StoreError, match="no such table"):
        store.history.observations()


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE observation SET route = 'by balloon'",
        "UPDATE observation SET at = 'yesterday'",
        "UPDATE observation SET container_name = 7",
        "UPDATE coverage SET content = '{'",
        "UPDATE coverage SET content = '{}'",
        "UPDATE coverage SET content = '[1]'",
        "UPDATE observation SET container_name = CAST(x'ff' AS TEXT)",
    ],
)
def test_rows_that_no_version_wrote_are_damage_not_a_crash(path, statement):
    with Store.open(path) as store:
        scan(store, hour(0), seen(snapshot(A="1"), hour(0)))
    with closing(sqlite3.connect(path)) as plain:
        plain.execute(statement)
        plain.commit()

    with Store.open(path) as store, pytest.raises(StoreError, match="damaged"):
        store.history.observations()


def test_a_locked_store_is_one_line_after_the_wait(path):
    Store.open(path).close()
    with closing(sqlite3.connect(path, isolation_level=None)) as other, Store.open(path, timeout=0.1) as store:
        other.execute("BEGIN IMMEDIATE")

        with pytest.raises(StoreError, match="locked by another process"):
            store.scans.begin("0.1.0", hour(0))
        assert store.history.observations() == []  # readers do not wait


def test_a_full_database_is_one_line_and_leaves_nothing(path):
    with Store.open(path) as store:
        store._connection.raw.execute("PRAGMA max_page_count = 80")

        with pytest.raises(StoreError, match="the disk is full"):
            store.layers.add(Layer(*(file(f"f{number}") for number in range(5000))), no_facts, {})

        assert store._connection.value("SELECT count(*) FROM layer") == 0
        assert store.snapshots.add(snapshot(A="1"))
        assert list(store.check()) == []


def fill(disk: Path) -> None:
    rest = os.open(disk / "rest", os.O_CREAT | os.O_WRONLY)
    try:
        while os.write(rest, bytes(4096)):
            pass
    except OSError:
        os.close(rest)


@pytest.fixture
def small_disk(tmp_path):
    disk = tmp_path / "disk"
    disk.mkdir()
    made = subprocess.run(["mount", "-t", "tmpfs", "-o", "size=1m", "none", disk], capture_output=True, check=False)
    if made.returncode:
        pytest.skip(f"needs the right to mount a tmpfs: {made.stderr.decode().strip()}")
    yield disk
    subprocess.run(["umount", "--lazy", disk], check=True)


def test_a_full_disk_is_one_line_and_the_store_is_as_it_was(small_disk):
    with Store.open(small_disk / "drift.db") as store:
        scan(store, hour(0), seen(snapshot(A="1"), hour(0)))

        with pytest.raises(StoreError, match="the disk is full"):
            store.layers.add(Layer(*(file(f"usr/lib/f{number}") for number in range(20000))), no_facts, {})

    with Store.open(small_disk / "drift.db") as store:
        assert len(store.history.observations()) == 1
        assert list(store.check()) == []


def test_a_disk_that_is_full_from_the_start_is_one_line(small_disk):
    fill(small_disk)

    with pytest.raises(StoreError, match="the disk is full"):
        Store.open(small_disk / "drift.db")


def test_a_disk_that_is_full_when_it_is_opened_again_is_one_line(small_disk):
    path = small_disk / "drift.db"
    with Store.open(path) as store:
        scan(store, hour(0), seen(snapshot(A="1"), hour(0)))
    fill(small_disk)

    with pytest.raises(StoreError, match="the disk is full"), Store.open(path) as store:
        store.scans.begin("0.1.0", hour(0))

    (small_disk / "rest").unlink()
    with Store.open(path) as store:
        assert len(store.history.observations()) == 1


def test_a_read_only_file_system_can_be_read_or_is_one_line(small_disk):
    with Store.open(small_disk / "drift.db") as store:
        scan(store, hour(0), seen(snapshot(A="1"), hour(0)))
    subprocess.run(["mount", "-o", "remount,ro", small_disk], check=True)

    with pytest.raises(StoreError, match=r"cannot be (opened|written)"), Store.open(small_disk / "drift.db") as store:
        store.scans.begin("0.1.0", hour(0))


def test_a_file_without_the_right_to_write_is_one_line():
    program = (
        "import os, sys; from pathlib import Path; from drift.errors import StoreError; from drift.store import Store\n"
        "from datetime import datetime, UTC\n"
        "path = Path(sys.argv[1])\n"
        "Store.open(path).close(); path.chmod(0o400)\n"
        "if os.geteuid() == 0:\n"  # root writes where it likes
        "    os.chown(path, 65534, 65534); os.setgid(65534); os.setuid(65534)\n"
        "try:\n"
        "    with Store.open(path) as store: store.scans.begin('0.1.0', datetime.now(UTC))\n"
        "except StoreError as error: print(error)"
    )
    with tempfile.TemporaryDirectory() as folder:  # where another user can get to, unlike tmp_path
        Path(folder).chmod(0o777)
        command = [sys.executable, "-c", program, str(Path(folder) / "drift.db")]
        ran = subprocess.run(command, check=True, cwd=ROOT, capture_output=True, text=True)

    assert "it cannot be written" in ran.stdout


def test_the_default_is_in_the_data_directory_of_the_user_or_of_root(monkeypatch):
    monkeypatch.setattr(os, "geteuid", lambda: 1000)
    monkeypatch.setenv("XDG_DATA_HOME", "/home/somebody/data")
    if sys.platform == "linux":
        assert default_path() == Path("/home/somebody/data/container-drift/drift.db")

    monkeypatch.setattr(os, "geteuid", lambda: 0)
    assert default_path() == Path("/var/lib/container-drift/drift.db")


def test_the_key_that_secrets_were_fingerprinted_with_is_remembered(path):
    with Store.open(path) as store:
        assert store.key_id == ""
        store.remember_key("0123abcd")
        store.remember_key("4567abcd")
    with Store.open(path) as store:
        assert store.key_id == "4567abcd"


def test_a_transaction_around_several_writes_is_whole_or_nothing(store):
    def write() -> None:
        with store.transaction():
            store.snapshots.add(snapshot(A="1"))
            store.sets.add(env(A="1"))
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        write()

    assert not store.snapshots.has(snapshot(A="1").digest)
    with pytest.raises(StoreError):
        store.sets.get(env(A="1").digest)


def test_what_fails_inside_a_transaction_can_be_left_out_of_it(store):
    def part() -> None:
        with store.transaction():
            store.sets.add(files(3))
            raise ZeroDivisionError

    with store.transaction():
        store.snapshots.add(snapshot(A="1"))
        with pytest.raises(ZeroDivisionError):
            part()

    assert store.snapshots.has(snapshot(A="1").digest)
    with pytest.raises(StoreError):
        store.sets.get(files(3).digest)
