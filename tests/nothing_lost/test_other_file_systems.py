"""Stores where one cannot write, and where processes share no memory: an answer or one line, and nothing is lost."""

import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.cli.command import WITHOUT_ALL_RIGHTS, Command
from tests.nothing_lost.work import STORE, a_fleet, a_history
from tests.store.first_version import rows

READING = [
    ("status",),
    ("gate",),
    ("diff", "env:prod/web", "env:prod/web@~1"),
    ("history", "prod/web"),
    ("db", "stats"),
]
WRITING = [("scan",), ("db", "prune", "--keep=1")]


@pytest.fixture
def without_shared_memory(tmp_path) -> Iterator[Path]:
    """FUSE with direct_io: mmap(2) with MAP_SHARED fails there, as on 9p."""
    folders = [tmp_path / "below", tmp_path / "mounted"]
    for folder in folders:
        folder.mkdir()
    if shutil.which("bindfs") is None:
        pytest.skip("no file system without shared memory: bindfs is not here")
    mounted = subprocess.run(["bindfs", "-o", "direct_io", *folders], capture_output=True, check=False)
    if mounted.returncode:
        pytest.skip(f"no file system without shared memory: {mounted.stderr.decode().strip()}")
    yield folders[1]
    subprocess.run(["umount", "--lazy", folders[1]], check=True)


def test_a_store_is_made_and_used_where_no_memory_is_shared(without_shared_memory, tmp_path):
    drift = Command(tmp_path).with_variables(DRIFT_DB=str(without_shared_memory / STORE))
    policy = a_fleet(tmp_path / "fleet")
    drift("scan", "--config", policy, code=0)
    drift("scan", "--config", policy, code=0)
    assert drift("gate", "--config", policy, code=0).answer.startswith("NO DRIFT")
    assert drift("db", "check", code=0).out
    assert drift("db", "prune", "--keep=1", code=0).answer.startswith("PRUNED")
    assert [one.name for one in without_shared_memory.glob("*-wal")] == []


def test_a_store_from_elsewhere_is_not_damaged_there(without_shared_memory, tmp_path):
    shutil.copy(a_history(tmp_path / "made", "prod") / STORE, without_shared_memory)
    before = rows(tmp_path / "made" / STORE)
    drift = Command(tmp_path).with_variables(DRIFT_DB=str(without_shared_memory / STORE))
    line = drift.refusal(*drift.words("status"))
    assert "on a file system where processes share memory, this one has none" in line
    assert line.endswith(
        "take it over with `drift export` there and `drift import` here, or name another file with --db"
    )
    copy = shutil.copy(without_shared_memory / STORE, tmp_path / "copy.db")
    assert rows(Path(copy)) == before


def answered_or_one_line(drift: Command, words: tuple[str, ...]) -> None:
    done = drift(*words)
    assert done.code in (0, 1) or (done.code, done.out, done.err.count("\n")) == (2, "", 1), done
    assert "internal error" not in done.err
    if done.code == 2:
        assert "cannot be " in done.err


@pytest.mark.parametrize("words", [*READING, *WRITING])
def test_a_store_on_a_disk_that_is_read_only(disk, tmp_path, words):
    store = a_history(disk.path / "store", "prod") / STORE
    before = rows(store)
    disk.read_only()
    answered_or_one_line(Command(tmp_path).with_variables(DRIFT_DB=str(store)), words)
    copy = shutil.copytree(store.parent, tmp_path / "copy") / STORE
    assert rows(copy) == before


@pytest.mark.skipif(not WITHOUT_ALL_RIGHTS, reason="rights are taken from root only")
@pytest.mark.parametrize("words", [READING[0], WRITING[0]])
@pytest.mark.parametrize("mode", [(0o500, 0o600), (0o700, 0o400)])
def test_a_store_without_the_right_to_write_it_or_beside_it(tmp_path, words, mode):
    store = a_history(tmp_path / "store", "prod") / STORE
    before = store.read_bytes()
    store.chmod(mode[1])
    store.parent.chmod(mode[0])
    drift = Command(tmp_path).with_variables(DRIFT_DB=str(store))
    with drift.program(*WITHOUT_ALL_RIGHTS, *drift.words(*words)) as process:
        out, err = process.communicate()
    assert (process.returncode, out, err.count(b"\n")) == (2, b"", 1) or process.returncode == 0
    assert b"internal error" not in err
    assert store.read_bytes() == before
