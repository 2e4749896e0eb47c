"""What a mount has in the place of some files, from an engine that answers byte by byte."""

import hashlib
from contextlib import closing

import pytest

from drift.errors import Vanished
from drift.model.entries import Entry
from drift.source.docker import connect
from drift.source.mount_files import NotCompared, read_mount, read_whole_mount
from tests.integration.answering import Answering, Pieces, answer, document
from tests.source.archives import member, tar_of

ID = "c" * 64
ARCHIVE, INSPECT = f"/containers/{ID}/archive", f"/containers/{ID}/json"
MOST = 1 << 20
CONTENT = [
    member("static", kind="dir"),
    member("static/a", b"one"),
    member("static/sub", kind="dir"),
    member("static/sub/b", kind="link", linkname="static/a"),
    member("static/sub/c", kind="symlink", linkname="../a"),
]


def read(tmp_path, archive: Pieces | None, *paths: str, most: int = MOST) -> dict[str, Entry]:
    answers = {INSPECT: document({"Id": ID})} | ({ARCHIVE: archive} if archive else {})
    with Answering(tmp_path, answers) as server, closing(connect(server.address, timeout=2)) as engine:
        return read_mount(engine, ID, "app/static", [f"app/static/{path}" for path in paths], most)


def refused(tmp_path, archive: Pieces | None, most: int = MOST) -> str:
    with pytest.raises(NotCompared) as error:
        read(tmp_path, archive, "z", most=most)
    return str(error.value)


def test_the_files_asked_for_are_found_with_their_digests_and_a_hard_link_is_its_file(tmp_path):
    found = read(tmp_path, (answer(tar_of(*CONTENT)),), "a", "sub/b", "sub/c", "none")
    digest = hashlib.sha256(b"one").digest()
    assert {path: entry.sha256 or entry.linkname for path, entry in found.items()} == {
        "app/static/a": digest,
        "app/static/sub/b": digest,
        "app/static/sub/c": "../a",
    }


def test_a_directory_without_a_name_is_the_mount_as_well(tmp_path):
    archive = tar_of(member("/", kind="dir"), member("/a", b"one"))
    assert set(read(tmp_path, (answer(archive),), "a", "b")) == {"app/static/a"}


def test_no_more_is_read_than_what_is_asked_for(tmp_path):
    whole = tar_of(*CONTENT)
    assert set(read(tmp_path, (answer(whole[: 3 * 512], length=len(whole)),), "a")) == {"app/static/a"}


def test_a_mount_that_holds_more_than_may_be_read_is_not_compared(tmp_path):
    archive = tar_of(*CONTENT, member("static/y", bytes(MOST)))
    assert refused(tmp_path, (answer(archive),)) == f"it holds more than {MOST:,} bytes"


def test_what_is_no_directory_s_archive_is_not_compared(tmp_path):
    assert "does not begin" in refused(tmp_path, (answer(tar_of(member("static", b"x"))),))


def test_what_is_no_tar_is_not_compared(tmp_path):
    assert "no tar" in refused(tmp_path, (answer(b"x" * 2048),))


def test_a_path_that_is_gone_is_not_compared(tmp_path):
    assert "finds nothing" in refused(tmp_path, None)


def test_a_container_that_is_gone_has_vanished(tmp_path):
    with Answering(tmp_path, {}) as server, closing(connect(server.address)) as engine, pytest.raises(Vanished):
        read_mount(engine, ID, "app/static", ["app/static/a"], MOST)


def whole(tmp_path, archive: Pieces, most: int = MOST, most_files: int = 10) -> dict[str, Entry]:
    answers = {INSPECT: document({"Id": ID}), ARCHIVE: archive}
    with Answering(tmp_path, answers) as server, closing(connect(server.address, timeout=2)) as engine:
        return read_whole_mount(engine, ID, "app/static", most, most_files)


def test_of_a_whole_mount_all_files_are_found_and_no_directory(tmp_path):
    found = whole(tmp_path, (answer(tar_of(*CONTENT)),))
    assert set(found) == {"app/static/a", "app/static/sub/b", "app/static/sub/c"}
    assert found["app/static/sub/b"].sha256 == hashlib.sha256(b"one").digest()


def test_a_file_that_is_mounted_is_the_whole_mount(tmp_path):
    found = whole(tmp_path, (answer(tar_of(member("static", b"x"))),))
    assert {path: entry.sha256 for path, entry in found.items()} == {"app/static": hashlib.sha256(b"x").digest()}


@pytest.mark.parametrize(
    ("content", "bounds", "reason"),
    [
        (CONTENT, {"most_files": 2}, "it holds more than 2 files"),
        ([*CONTENT, member("static/y", bytes(MOST))], {}, f"it holds more than {MOST:,} bytes"),
        ([], {}, "the engine's archive of it is empty"),
    ],
)
def test_a_whole_mount_that_cannot_be_read_says_why(tmp_path, content, bounds, reason):
    with pytest.raises(NotCompared) as error:
        whole(tmp_path, (answer(tar_of(*content)),), **bounds)
    assert str(error.value) == reason
