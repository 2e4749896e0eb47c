import hashlib
import os
import socket
import stat
import struct
import subprocess
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from drift.errors import MalformedArchive, UnknownReference
from drift.model.entries import Entry, FileType
from drift.source.directory import DirectoryReading, read_directory
from tests.source.archives import Keeper

AS_ROOT = pytest.mark.skipif(os.geteuid() != 0, reason="only root can make devices and give files away")


def read(root: Path, wanted: Any = None) -> DirectoryReading:
    return read_directory(str(root), wanted or Keeper(0))


def by_path(reading: DirectoryReading) -> dict[str, Entry]:
    return {entry.path: entry for entry in reading.entries}


def test_every_type_of_file_is_an_entry(tmp_path: Path):
    (tmp_path / "dir").mkdir(mode=0o2750)
    (tmp_path / "dir").chmod(0o2750)
    (tmp_path / "dir" / "file").write_text("hello")
    (tmp_path / "dir" / "file").chmod(0o4711)
    os.utime(tmp_path / "dir" / "file", ns=(0, -1_500_000_000))
    (tmp_path / "link").symlink_to("/etc/../dir//file")
    os.mkfifo(tmp_path / "pipe", 0o600)
    entries = by_path(read(tmp_path))
    uid, gid = os.geteuid(), (tmp_path / "dir").stat().st_gid
    assert list(entries) == ["dir", "dir/file", "link", "pipe"]
    assert entries["dir"]._replace(mtime=0) == Entry("dir", FileType.DIRECTORY, 0o2750, uid, gid)
    digest = hashlib.sha256(b"hello").digest()
    assert entries["dir/file"] == Entry("dir/file", FileType.REGULAR, 0o4711, uid, gid, 5, -2, digest)
    assert (entries["link"].type, entries["link"].linkname) == (FileType.SYMLINK, "/etc/../dir//file")
    assert (entries["pipe"].type, entries["pipe"].mode) == (FileType.FIFO, 0o600)


@AS_ROOT
def test_devices_and_large_owners_are_entries(tmp_path: Path):
    os.mknod(tmp_path / "null", 0o20666, os.makedev(1, 3))
    os.mknod(tmp_path / "disk", 0o60600, os.makedev(8, 17))
    os.chown(tmp_path / "null", 1 << 31, (1 << 32) - 2)
    entries = by_path(read(tmp_path))
    assert (entries["null"].type, entries["null"].rdev) == (FileType.CHARACTER, "1:3")
    assert (entries["disk"].type, entries["disk"].rdev) == (FileType.BLOCK, "8:17")
    assert (entries["null"].uid, entries["null"].gid) == (1 << 31, (1 << 32) - 2)


def test_a_socket_is_left_out(tmp_path: Path):
    with socket.socket(socket.AF_UNIX) as listening:
        listening.bind(os.path.relpath(tmp_path / "s"))
        assert read(tmp_path).entries == ()


def test_names_keep_their_bytes(tmp_path: Path):
    raw = [b"bad\xff\xfeutf8", "ünïcode".encode(), b"new\nline", b"back\\slash", b"n" * 255]
    for name in raw:
        Path(os.fsdecode(bytes(tmp_path) + b"/" + name)).write_text("x")
    assert sorted(path.encode("utf-8", "surrogateescape") for path in by_path(read(tmp_path))) == sorted(raw)


def test_names_are_sorted_and_a_directory_stands_before_what_is_in_it(tmp_path: Path):
    for name in ("b/c/d", "b/a", "a-b", "a/z", "b.txt"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text("")
    paths = [entry.path for entry in read(tmp_path).entries]
    assert paths == ["a", "a/z", "a-b", "b", "b/a", "b/c", "b/c/d", "b.txt"]


def test_wanted_content_is_handed_over(tmp_path: Path):
    wanted = Keeper(3)
    (tmp_path / "etc").mkdir()
    (tmp_path / "etc" / "motd").write_bytes(b"welcome")
    read(tmp_path, wanted)
    assert wanted.asked == [("etc/motd", 7, b"welcome")]
    assert wanted.taken == {"etc/motd": (hashlib.sha256(b"welcome").digest(), b"wel")}


def test_links_are_never_followed(tmp_path: Path):
    outside = tmp_path / "outside"
    outside.mkdir()
    (outside / "secret").write_text("secret")
    root = tmp_path / "root"
    root.mkdir()
    (root / "dir").symlink_to(outside)
    (root / "file").symlink_to(outside / "secret")
    entries = by_path(read(root))
    assert {path: entry.type for path, entry in entries.items()} == {"dir": FileType.SYMLINK, "file": FileType.SYMLINK}


def test_a_capability_is_read(tmp_path: Path):
    value = struct.pack("<IIIII", 0x02000001, 1 << 10, 0, 0, 0)
    (tmp_path / "ping").write_text("x")
    try:
        os.setxattr(tmp_path / "ping", "security.capability", value)
    except (AttributeError, OSError) as reason:
        pytest.skip(f"file capabilities cannot be set here: {reason}")
    assert by_path(read(tmp_path))["ping"].capability == value


def test_a_large_file_with_a_hole_is_hashed_whole(tmp_path: Path):
    with (tmp_path / "hole").open("wb") as file:
        file.truncate(64 << 20)
    assert by_path(read(tmp_path))["hole"].sha256 == hashlib.sha256(bytes(64 << 20)).digest()


# --- what changes ------------------------------------------------------------------------------------------------------


class Meddler(Keeper):
    """Does something to a file while it is read: it is asked once the first bytes are there."""

    def __init__(self, act: Any, times: int) -> None:
        super().__init__(1000)
        self._act = act
        self._times = times

    def limit(self, path: str, size: int, head: bytes) -> int:
        if self._times:
            self._times -= 1
            self._act(self._times)
        return super().limit(path, size, head)


def test_a_file_that_changes_once_is_read_again(tmp_path: Path):
    file = tmp_path / "log"
    file.write_text("first")
    wanted = Meddler(lambda left: file.write_text("then longer"), 1)
    reading = read(tmp_path, wanted)
    assert reading.unstable == ()
    assert reading.entries[0].sha256 == hashlib.sha256(b"then longer").digest()
    assert wanted.taken == {"log": (hashlib.sha256(b"then longer").digest(), b"then longer")}


def test_a_file_that_keeps_changing_is_unstable(tmp_path: Path):
    file = tmp_path / "log"
    file.write_text("first")
    wanted = Meddler(lambda left: file.write_text("x" * (left + 10)), 2)
    reading = read(tmp_path, wanted)
    assert reading.unstable == ("log",)
    assert (reading.entries[0].path, reading.entries[0].sha256) == ("log", None)
    assert wanted.taken == {}


def test_an_edit_that_keeps_the_size_is_seen(tmp_path: Path):
    file = tmp_path / "log"
    file.write_text("aaaa")
    reading = read(tmp_path, Meddler(lambda left: file.write_text("bbb" + str(left)), 2))
    assert reading.unstable == ("log",)


def test_a_file_that_is_replaced_by_a_link_is_not_followed(tmp_path: Path):
    root = tmp_path / "root"
    root.mkdir()
    (tmp_path / "secret").write_text("secret")
    (root / "a").write_text("first")
    (root / "b").write_text("second")

    def replace(_left: int) -> None:
        (root / "b").unlink()
        (root / "b").symlink_to(tmp_path / "secret")

    wanted = Meddler(replace, 1)
    entries = by_path(read(root, wanted))
    assert "secret" not in [head.decode() for _, _, head in wanted.asked]
    assert entries["b"].sha256 is None


def test_a_file_that_vanishes_while_it_is_read_is_unstable(tmp_path: Path):
    (tmp_path / "a").write_text("a")
    reading = read(tmp_path, Meddler(lambda left: (tmp_path / "a").unlink(), 1))
    assert (reading.unstable, [entry.sha256 for entry in reading.entries]) == (("a",), [None])


def test_a_file_that_vanishes_is_unstable(tmp_path: Path):
    (tmp_path / "a").write_text("a")
    (tmp_path / "b").write_text("b")
    reading = read(tmp_path, Meddler(lambda left: (tmp_path / "b").unlink(), 1))
    assert reading.unstable == ("b",)
    assert [entry.path for entry in reading.entries] == ["a"]


def test_a_file_that_grows_while_it_is_read_comes_to_an_end(tmp_path: Path):
    file = tmp_path / "log"
    file.write_bytes(bytes(8 << 20))
    stop = threading.Event()

    def grow() -> None:
        with file.open("ab", buffering=0) as log:
            while not stop.is_set():
                log.write(bytes(4096))

    writer = threading.Thread(target=grow)
    writer.start()
    try:
        reading = read(tmp_path)
    finally:
        stop.set()
        writer.join()
    assert reading.unstable in {(), ("log",)}
    assert reading.entries[0].size >= 8 << 20


# --- what cannot be read -----------------------------------------------------------------------------------------------


@contextmanager
def nobody(folder: Path) -> Iterator[None]:
    """As a user who may read this folder: root reads everything."""
    for parent in (folder, *folder.parents):
        if parent.stat().st_uid == os.geteuid() and parent != parent.parent:
            parent.chmod(stat.S_IMODE(parent.stat().st_mode) | 0o755)
    user = os.geteuid()
    os.seteuid(user or 65534)
    try:
        yield
    finally:
        os.seteuid(user)


def test_what_may_not_be_read_is_named(tmp_path: Path):
    (tmp_path / "closed").mkdir()
    (tmp_path / "closed" / "inner").write_text("x")
    (tmp_path / "closed").chmod(0)
    (tmp_path / "private").write_text("x")
    (tmp_path / "private").chmod(0)
    with nobody(tmp_path):
        reading = read(tmp_path)
    assert dict(reading.failed) == {"closed": "Permission denied", "private": "Permission denied"}
    assert [(entry.path, entry.sha256) for entry in reading.entries] == [("closed", None), ("private", None)]


def test_a_root_that_may_not_be_entered_is_refused_in_one_line(tmp_path: Path):
    (tmp_path / "closed").mkdir(mode=0)
    with nobody(tmp_path), pytest.raises(UnknownReference, match=r"closed' cannot be read \(Permission denied\)"):
        read(tmp_path / "closed")


def test_a_path_that_is_too_long_is_named(tmp_path: Path):
    directory = os.open(tmp_path, os.O_RDONLY)
    for _ in range(20):
        os.mkdir("d" * 250, dir_fd=directory)
        inner = os.open("d" * 250, os.O_RDONLY, dir_fd=directory)
        os.close(directory)
        directory = inner
    os.close(directory)
    reading = read(tmp_path)
    assert len(reading.entries) == 16
    [(path, reason)] = reading.failed
    assert path.count("/") == 16
    assert "longer than 4096 bytes" in reason
    subprocess.run(["rm", "-rf", "--", *tmp_path.iterdir()], check=True)


@AS_ROOT
def test_another_file_system_is_listed_and_not_entered(tmp_path: Path):
    (tmp_path / "proc").mkdir()
    mounted = subprocess.run(["mount", "-t", "tmpfs", "tmpfs", tmp_path / "proc"], check=False, capture_output=True)
    if mounted.returncode:
        pytest.skip(f"nothing can be mounted here: {mounted.stderr.decode().strip()}")
    try:
        (tmp_path / "proc" / "inside").write_text("x")
        reading = read(tmp_path)
    finally:
        subprocess.run(["umount", tmp_path / "proc"], check=True)
    assert ([entry.path for entry in reading.entries], reading.mounted) == (["proc"], ("proc",))


@pytest.mark.parametrize("name", ["none", "file"])
def test_a_path_that_is_no_directory_is_unknown(tmp_path: Path, name: str):
    (tmp_path / "file").write_text("x")
    with pytest.raises(UnknownReference, match=name):
        read(tmp_path / name)


@pytest.mark.skipif(not Path("/proc/self/fd").is_dir(), reason="open descriptors are counted in /proc")
def test_no_descriptor_is_left_open(tmp_path: Path):
    for name in ("a/b/c", "d/e"):
        (tmp_path / name).mkdir(parents=True)
    (tmp_path / "a" / "file").write_text("x")
    before = len([*Path("/proc/self/fd").iterdir()])
    read(tmp_path)
    assert len([*Path("/proc/self/fd").iterdir()]) == before


# --- bundles -----------------------------------------------------------------------------------------------------------


def test_a_runtime_bundle_is_its_rootfs_and_its_spec(tmp_path: Path):
    (tmp_path / "config.json").write_text('{"ociVersion": "1.0.2", "process": {"env": ["A=b"]}}')
    (tmp_path / "rootfs" / "etc").mkdir(parents=True)
    reading = read(tmp_path)
    assert [entry.path for entry in reading.entries] == ["etc"]
    assert reading.bundle == {"ociVersion": "1.0.2", "process": {"env": ["A=b"]}}
    assert reading.root == str(tmp_path / "rootfs")


def test_a_config_json_without_a_runtime_s_version_is_a_file_like_others(tmp_path: Path):
    (tmp_path / "config.json").write_text('{"listen": 80}')
    (tmp_path / "rootfs").mkdir()
    reading = read(tmp_path)
    assert (reading.bundle, [entry.path for entry in reading.entries]) == (None, ["config.json", "rootfs"])


def test_a_config_json_without_a_rootfs_is_a_file_like_others(tmp_path: Path):
    (tmp_path / "config.json").write_text('{"ociVersion": "1.0.2"}')
    assert read(tmp_path).bundle is None


def test_a_config_json_is_bounded(tmp_path: Path):
    (tmp_path / "config.json").write_bytes(b" " * ((16 << 20) + 1))
    (tmp_path / "rootfs").mkdir()
    with pytest.raises(MalformedArchive, match="longer than"):
        read(tmp_path)


def test_a_rootfs_that_is_a_link_out_is_not_followed(tmp_path: Path):
    root = tmp_path / "bundle"
    root.mkdir()
    (root / "config.json").write_text('{"ociVersion": "1.0.2"}')
    (root / "rootfs").symlink_to(tmp_path)
    assert [entry.type for entry in read(root).entries] == [FileType.REGULAR, FileType.SYMLINK]


def test_a_damaged_config_json_of_a_bundle_is_refused(tmp_path: Path):
    (tmp_path / "config.json").write_text('{"ociVersion": "1.0')
    (tmp_path / "rootfs").mkdir()
    with pytest.raises(MalformedArchive, match=r"config\.json"):
        read(tmp_path)
