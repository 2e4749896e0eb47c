"""Stores that are locked, newer, damaged, none, or on a full disk: one line, exit 2, the store as it was."""

import os
import shutil
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest

from tests.cli.command import Command
from tests.cli.fleet import Fleet


def changed(drift: Command, folder: Path, *statements: str) -> Command:
    """A copy of its store on which SQL was run."""
    shutil.copy(drift.store, folder)
    copy = Command(folder)
    with closing(sqlite3.connect(copy.store, isolation_level=None)) as store:
        for statement in statements:
            store.execute(statement)
    return copy


def test_a_store_of_a_newer_version(refused, stored, tmp_path):
    drift = changed(stored, tmp_path, "PRAGMA user_version = 99")
    for words in (("gate",), ("scan",), ("diff", "env:dev/web")):
        assert refused(*words, drift=drift).endswith("upgrade container-drift, or name another file with --db")


def test_a_file_that_is_no_store(refused, stored, tmp_path):
    drift = Command(tmp_path)
    drift.store.write_text("A shopping list.\n" * 100)
    assert refused("gate", drift=drift).endswith("move it away, or name another file with --db")
    changed(stored, tmp_path, "PRAGMA application_id = 7", "CREATE TABLE shopping (what TEXT)")
    assert refused("scan", drift=drift).endswith("is a database of another program; name another file with --db")
    assert "no regular file" in refused("status", "--db", tmp_path)


@pytest.mark.parametrize(
    "damage",
    [
        "UPDATE coverage SET content = '[]'",
        "UPDATE fact SET content = '{' WHERE name = 'app.conf'",
        "DROP TABLE observation",
    ],
)
def test_a_damaged_store(refused, stored, tmp_path, damage):
    assert "damaged" in refused("gate", drift=changed(stored, tmp_path, damage))


@pytest.mark.parametrize("content", ["{", "[1]", "{}"])
def test_a_store_whose_records_somebody_else_wrote_passes_no_gate(refused, stored, tmp_path, content):
    """What is loaded is held against the digest that it is named by."""
    forged = changed(stored, tmp_path, f"UPDATE record SET content = '{content}' WHERE kind = 'files'")
    assert "does not have what its digest says" in refused("gate", drift=forged)


def test_a_store_in_a_folder_that_cannot_be_made(refused, tmp_path):
    (tmp_path / "file").write_text("")
    assert "drift.db" in refused("scan", "--db", tmp_path / "file" / "drift.db")


@pytest.fixture
def small_disk(tmp_path):
    """A file system of 400 KiB."""
    if os.geteuid() != 0:
        pytest.skip("mounting needs root")
    subprocess.run(["mount", "-t", "tmpfs", "-o", "size=400k", "tmpfs", str(tmp_path)], check=True)
    yield tmp_path
    subprocess.run(["umount", "-l", str(tmp_path)], check=True)


def test_a_full_disk_leaves_the_store_as_it_was(small_disk, tmp_path_factory):
    fleet = Fleet(tmp_path_factory.mktemp("many"))
    path = fleet.service("dev", "web")
    for number in range(3000):
        (path / f"srv/page-{number}").write_bytes(b"new")
    fleet.policy()
    drift = Command(fleet.root).with_variables(DRIFT_DB=str(small_disk / "drift.db"))
    done = drift("scan", code=2)
    assert done.out == ""
    assert done.err.endswith(
        "the disk is full, nothing was changed (database or disk is full); make room, then try again\n"
    )
    with closing(sqlite3.connect(small_disk / "drift.db")) as store:
        assert store.execute("SELECT count(*) FROM observation").fetchone() == (0,)
        assert store.execute("PRAGMA integrity_check").fetchone() == ("ok",)


HOLDING = """
import sqlite3, sys
store = sqlite3.connect(sys.argv[1], isolation_level=None)
store.execute("PRAGMA locking_mode = EXCLUSIVE")
store.execute("BEGIN EXCLUSIVE")
print("held", flush=True)
sys.stdin.read()
"""
"""In a process of its own: locks of fcntl(2) go when any descriptor of the file is closed in the process that has them."""
IMPATIENT = """
import sys
from drift.store import Store
Store.open.__func__.__kwdefaults__["timeout"] = 0.2
sys.argv = ["drift", *sys.argv[1:]]
from drift.__main__ import main
main()
"""
"""The command, but that it does not wait for half a minute."""


@pytest.mark.parametrize("words", [("scan", "-H", "unix:///no/such.sock"), ("gate",), ("status",)])
def test_a_store_that_another_process_has_locked(stored, tmp_path, words):
    drift = changed(stored, tmp_path)
    pipe = subprocess.PIPE
    with drift.program(sys.executable, "-c", HOLDING, str(drift.store), stdin=pipe) as holder:
        assert holder.stdout is not None
        assert holder.stdout.readline() == b"held\n"
        line = drift.refusal(sys.executable, "-c", IMPATIENT, *words)
        holder.communicate()
    assert line.endswith("it is locked by another process (database is locked); try again when that has finished")
