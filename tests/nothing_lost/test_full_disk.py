"""A disk without room: one line, exit 2, and the store is whole, as it was or as it should be."""

import shutil
from contextlib import closing
from functools import cache

import pytest

from drift.errors import OutputError
from drift.source.kept import IN_MEMORY, Kept
from tests.cli.command import Command, Done
from tests.nothing_lost.kills import look_over
from tests.nothing_lost.test_kills import WORKS
from tests.nothing_lost.work import STORE, Rows, Work, a_history, works
from tests.store.first_version import rows

KIB = 1024


@pytest.fixture(scope="module")
def all_works(tmp_path_factory) -> dict[str, Work]:
    return {work.name: work for work in works(tmp_path_factory.mktemp("works"))}


@pytest.fixture(scope="module")
def ends(all_works, tmp_path_factory):
    """How a store looks before and after each of them."""

    @cache
    def both(name: str) -> tuple[Rows, Rows]:
        work, folder = all_works[name], tmp_path_factory.mktemp("done")
        before = rows(work.base / STORE) if (work.base / STORE).exists() else {}
        path = work.begin(folder / "store")
        Command(folder)(*work.words(path), code=0)
        return before, rows(path)

    return both


def assert_no_room(done: Done) -> None:
    assert (done.code, done.out) == (2, ""), done
    assert done.err.count("\n") == 1
    assert "the disk is full" in done.err
    assert done.err.endswith("make room, then try again\n")


@pytest.mark.parametrize("free", [0, 90])
@pytest.mark.parametrize("name", sorted(WORKS))
def test_a_disk_that_is_full_or_fills_up(all_works, ends, disk, tmp_path, name, free):
    work, drift = all_works[name], Command(tmp_path)
    path = work.begin(disk.path / "store")
    disk.leave(free * KIB)

    done = drift(*work.words(path))

    if done.code or not free:
        assert_no_room(done)
    copy = shutil.copytree(path.parent, tmp_path / "copy") / STORE
    state = work.state(copy, *ends(name))
    assert state in (("after",) if done.code == 0 else ("before", "during")[: 1 + work.grows])
    assert look_over(copy) == []
    disk.make_room()
    drift(*work.words(path), code=0)
    assert work.state(path, *ends(name)) == "after"
    assert look_over(path) == []


@pytest.mark.parametrize("free", [0, 8])
def test_an_export_that_finds_no_room_leaves_no_file(disk, tmp_path, free):
    store = a_history(tmp_path / "store", "prod", 30) / STORE
    (disk.path / "old.drift").write_bytes(b"what was there")
    disk.leave(free * KIB)

    line = Command(tmp_path).refusal(*Command(tmp_path).words("export", disk.path / "old.drift", "--db", store))

    assert line.endswith("cannot be written: No space left on device; make room")
    assert {one.name for one in disk.path.iterdir()} == {"old.drift", "ballast"}
    assert (disk.path / "old.drift").read_bytes() == b"what was there"


def test_an_export_into_a_full_pipe_end_is_one_line(tmp_path):
    store = a_history(tmp_path / "store", "prod") / STORE
    done = Command(tmp_path).shell(f"drift export - --db {store} > /dev/full")
    assert (done.code, done.err.count("\n")) == (2, 1)
    assert "stdout cannot be written" in done.err


def put_aside(kept: Kept) -> None:
    with closing(kept):
        kept.add(bytes(IN_MEMORY))
        kept.add(b"one more")


def test_a_large_file_that_cannot_be_put_aside_is_one_line(disk, monkeypatch):
    monkeypatch.setattr("tempfile.tempdir", str(disk.path))
    disk.leave(64 * KIB)
    with pytest.raises(OutputError, match=r"No space left on device; make room, or name another folder with TMPDIR"):
        put_aside(Kept(IN_MEMORY * 2))
