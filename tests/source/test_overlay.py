"""An overlay's upper directory on a disk of this machine: what lies in it, who may say that it is a container's, and what is refused."""

import os
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from hashlib import sha256
from pathlib import Path

import pytest

from drift.errors import DeadlineExceeded
from drift.model.entries import Entry, FileType
from drift.source.host_root import host_root
from drift.source.id_map import IDENTITY, IdMap, Owners
from drift.source.known_files import HashedFile, KnownFiles
from drift.source.mountinfo import Mount, mounts
from drift.source.not_on_host import NotOnHost
from drift.source.overlay import TRUSTED, USER, Upper
from drift.source.overlay_upper import Changes, read_changes
from drift.source.process import is_of, process
from tests.source.archives import Keeper

AS_ROOT = pytest.mark.skipif(os.geteuid() != 0, reason="only root can make devices and give files away")
AS_THEY_ARE = Owners()
ONE, OTHER = "1" * 64, "f0" * 32


def nothing() -> None:
    pass


def read(
    root: Path,
    marks: str = TRUSTED,
    owners: Owners = AS_THEY_ARE,
    *,
    guessed: bool = False,
    known: KnownFiles | None = None,
    hidden=(),
    tick=nothing,
):
    descriptor = os.open(root, os.O_RDONLY | os.O_DIRECTORY)
    try:
        return read_changes(
            Upper(descriptor, marks, owners, guessed), Keeper(0), known or KnownFiles({}, 0), hidden, tick
        )
    finally:
        os.close(descriptor)


def refusal(root: Path, marks: str = TRUSTED, *, guessed: bool = False) -> str:
    with pytest.raises(NotOnHost) as refused:
        read(root, marks, guessed=guessed)
    return refused.value.reason


def entry(found: Changes, path: str) -> Entry:
    one = found.alone[path]
    assert one is not None
    return one


# -- what lies in it ----------------------------------------------------------------------------------------------------


def test_each_file_is_a_change_and_is_hashed(tmp_path):
    (tmp_path / "etc").mkdir(mode=0o700)
    (tmp_path / "etc" / "file").write_text("hello")
    (tmp_path / "etc" / "link").symlink_to("/etc/passwd")
    os.mkfifo(tmp_path / "fifo")
    found = read(tmp_path)
    assert list(found.alone) == ["etc", "etc/file", "etc/link", "fifo"]
    assert (entry(found, "etc").type, entry(found, "etc").mode) == (FileType.DIRECTORY, 0o700)
    assert entry(found, "etc/file").sha256 == sha256(b"hello").digest()
    assert entry(found, "etc/link").linkname == "/etc/passwd"
    assert (found.removed, found.unstable) == (set(), [])


MINUTES = 5 * 60 * 1_000_000_000


def after(root: Path, ns: int, before: dict[str, HashedFile] | None = None) -> KnownFiles:
    """What is known of a directory's files once they were read `ns` after the youngest of them was changed."""
    youngest = max(path.lstat().st_ctime_ns for path in root.iterdir())
    known = KnownFiles(before or {}, youngest + ns)
    read(root, known=known)
    return known


def test_a_file_that_was_left_alone_is_not_read_again(tmp_path):
    (tmp_path / "file").write_text("hello")
    before = after(tmp_path, MINUTES).news()
    assert before["file"].sha256 == sha256(b"hello").digest()
    other = {"file": before["file"]._replace(sha256=sha256(b"from the cache").digest())}

    found = read(tmp_path, known=KnownFiles(other, time.time_ns()))

    assert entry(found, "file") == entry(read(tmp_path), "file")._replace(sha256=sha256(b"from the cache").digest())


@pytest.mark.parametrize("change", ["content", "content, size and mtime kept", "mode", "another file"])
def test_a_file_that_was_changed_is_read_again(tmp_path, change):
    file = tmp_path / "file"
    file.write_text("hello")
    before, status = after(tmp_path, MINUTES).news(), file.stat()
    time.sleep(0.02)  # a clock tick, after which the kernel writes another time
    if change == "mode":
        file.chmod(0o600)
    elif change == "another file":
        (tmp_path / "other").write_text("world")
        os.utime(tmp_path / "other", ns=(status.st_atime_ns, status.st_mtime_ns))
        (tmp_path / "other").rename(file)
    else:
        file.write_text("world")
    if change == "content, size and mtime kept":
        os.utime(file, ns=(status.st_atime_ns, status.st_mtime_ns))

    found = read(tmp_path, known=KnownFiles(before, time.time_ns()))

    assert entry(found, "file") == entry(read(tmp_path), "file")


@pytest.mark.parametrize("ns", [-1, 0, 30_000_000_000])
def test_a_file_that_was_just_changed_is_read_next_time_too(tmp_path, ns):
    (tmp_path / "file").write_text("hello")
    assert after(tmp_path, ns).news() == {}


def test_only_what_changed_is_news(tmp_path):
    for name in ("stays", "goes", "changes"):
        (tmp_path / name).write_text(name)
    before = after(tmp_path, MINUTES).news()
    (tmp_path / "goes").unlink()
    (tmp_path / "changes").write_text("otherwise")

    known = after(tmp_path, MINUTES, before)

    assert set(before) == {"stays", "goes", "changes"}
    assert (set(known.news()), known.gone()) == ({"changes"}, {"goes"})


@AS_ROOT
def test_a_device_of_0_0_says_that_a_path_is_gone_and_no_other_device_does(tmp_path):
    os.mknod(tmp_path / "gone", 0o20000, os.makedev(0, 0))
    os.mknod(tmp_path / "null", 0o20666, os.makedev(1, 3))
    os.mknod(tmp_path / "disk", 0o60600, os.makedev(0, 0))
    found = read(tmp_path)
    assert found.removed == {"gone"}
    assert {path: entry(found, path).rdev for path in found.alone} == {"disk": "0:0", "null": "1:3"}


@AS_ROOT
def test_an_opaque_directory_hides_what_the_image_has_in_it(tmp_path):
    (tmp_path / "again").mkdir()
    (tmp_path / "again" / "new").touch()
    (tmp_path / "merged").mkdir()
    os.setxattr(tmp_path / "again", "trusted.overlay.opaque", b"y")
    found = read(tmp_path)
    assert found.removed == {"again"}
    assert list(found.alone) == ["again", "again/new", "merged"]


def test_a_rootless_overlay_has_its_marks_among_the_users(tmp_path):
    (tmp_path / "again").mkdir()
    os.setxattr(tmp_path / "again", "user.overlay.opaque", b"y")
    assert read(tmp_path, USER).removed == {"again"}


def test_a_mark_that_a_container_wrote_itself_says_nothing(tmp_path):
    (tmp_path / "folder").mkdir()
    os.setxattr(tmp_path / "folder", "user.overlay.opaque", b"y")
    os.setxattr(tmp_path / "folder", "user.overlay.redirect", b"/etc")
    assert read(tmp_path, TRUSTED).removed == set()
    assert "user.overlay.opaque" in refusal(tmp_path, guessed=True), "where no mount says which marks count"


@AS_ROOT
@pytest.mark.parametrize("mark", ["origin", "impure", "nlink", "uuid", "overlay.opaque"])
def test_marks_that_say_nothing_of_the_content_are_passed_over(tmp_path, mark):
    (tmp_path / "folder").mkdir()
    os.setxattr(tmp_path / "folder", f"trusted.overlay.{mark}", b"y")
    assert list(read(tmp_path).alone) == ["folder"]


@AS_ROOT
@pytest.mark.parametrize(
    ("mark", "value"), [("redirect", b"/old"), ("metacopy", b""), ("verity", b"x"), ("opaque", b"x"), ("new-one", b"")]
)
def test_a_mark_that_is_not_understood_is_refused(tmp_path, mark, value):
    for name in ("file", "folder"):
        root = tmp_path / f"for a {name}"
        root.mkdir()
        (root / name).touch() if name == "file" else (root / name).mkdir()
        os.setxattr(root / name, f"trusted.overlay.{mark}", value)
        assert f"'{name}' has the mark 'trusted.overlay.{mark}'" in refusal(root)


@AS_ROOT
def test_an_upper_directory_that_hides_the_whole_image_is_refused(tmp_path):
    os.setxattr(tmp_path, "trusted.overlay.opaque", b"y")
    assert "whole image" in refusal(tmp_path)


@pytest.mark.parametrize("name", [".wh.file", ".wh..wh..opq"])
def test_what_fuse_overlayfs_writes_is_refused(tmp_path, name):
    (tmp_path / name).touch()
    assert name in refusal(tmp_path)


def test_what_is_mounted_over_is_not_read(tmp_path):
    (tmp_path / "data" / "deep").mkdir(parents=True)
    (tmp_path / "data" / "file").touch()
    (tmp_path / "database").touch()
    assert list(read(tmp_path, hidden=["data"]).alone) == ["database"]


@AS_ROOT
def test_owners_are_those_inside_the_container(tmp_path):
    for name, uid in (("root", 100_000), ("user", 101_000), ("stranger", 5)):
        (tmp_path / name).touch()
        os.chown(tmp_path / name, uid, uid + 1)
    ids = IdMap.parse(b"         0     100000      65536\n")
    found = read(tmp_path, owners=Owners(ids, ids))
    owners = {path: (entry(found, path).uid, entry(found, path).gid) for path in found.alone}
    assert owners == {"root": (0, 1), "user": (1000, 1001), "stranger": (65534, 65534)}


def test_the_deadline_ends_the_reading_of_one_large_file(tmp_path):
    with (tmp_path / "hole").open("wb") as file:
        file.truncate(1 << 40)
    end = time.monotonic() + 0.3

    def tick() -> None:
        if time.monotonic() > end:
            raise DeadlineExceeded("too long")

    with pytest.raises(DeadlineExceeded):
        read(tmp_path, tick=tick)
    assert time.monotonic() < end + 30


# -- while it is read ---------------------------------------------------------------------------------------------------


@contextmanager
def restless(swap) -> Iterator[None]:
    done = threading.Event()

    def work() -> None:
        while not done.is_set():
            swap()

    thread = threading.Thread(target=work)
    thread.start()
    try:
        yield
    finally:
        done.set()
        thread.join()


def test_a_directory_that_turns_into_a_link_leads_nowhere(tmp_path):
    outside, root = tmp_path / "outside", tmp_path / "root"
    (root / "folder").mkdir(parents=True)
    (root / "folder" / "file").write_text("inside")
    outside.mkdir()
    (outside / "file").write_text("outside")
    (outside / "another").write_text("outside")

    def swap() -> None:
        (root / "folder").rename(root / "moved")
        (root / "folder").symlink_to(outside)
        (root / "folder").unlink()
        (root / "moved").rename(root / "folder")

    seen = set()
    with restless(swap):
        for _ in range(300):
            found = read(root)
            seen |= {one.sha256 for one in found.alone.values() if one} - {None}
            assert not {"folder/another", "moved/another"} & found.alone.keys()
    assert seen == {sha256(b"inside").digest()}


def test_a_file_that_turns_into_a_fifo_or_a_link_is_not_waited_for(tmp_path):
    outside, root = tmp_path / "outside", tmp_path / "root"
    root.mkdir()
    outside.write_text("outside")
    (root / "file").write_text("inside")

    def swap() -> None:
        for make in (os.mkfifo, lambda path: path.symlink_to(outside)):
            make(root / "new")
            (root / "new").replace(root / "file")
            (root / "new").write_text("inside")
            (root / "new").replace(root / "file")

    start = time.monotonic()
    with restless(swap):
        found = []
        for _ in range(300):
            with suppress(NotOnHost):  # what changes too fast to be told is read over the API
                found.append(read(root).alone.get("file"))
    assert {one.sha256 for one in found if one} <= {None, sha256(b"inside").digest()}
    assert time.monotonic() - start < 30


def test_a_file_that_changes_each_time_is_unstable(tmp_path):
    (tmp_path / "log").write_text("x")
    (tmp_path / "other").write_text("y")

    def tick() -> None:
        with (tmp_path / "log").open("a") as file:
            file.write("x")

    found = read(tmp_path, tick=tick)
    assert found.unstable == ["log"]
    assert entry(found, "log").sha256 is None
    assert entry(found, "other").sha256 == sha256(b"y").digest()


# -- who it is ----------------------------------------------------------------------------------------------------------


def test_a_line_of_mountinfo_is_decoded():
    line = rb"36 35 98:0 /a\040b /mnt/c\134d rw,noatime master:1 - overlay none rw,upperdir=/x\054y/diff,userxattr"
    assert list(mounts(line + b"\ncut short\n")) == [
        Mount(
            "/a b",
            "/mnt/c\\d",
            "overlay",
            frozenset({"rw", "noatime"}),
            {"rw": "", "upperdir": "/x,y/diff", "userxattr": ""},
        )
    ]


def mounted(point: str, root: str) -> Mount:
    return Mount(root, point, "ext4", frozenset(), {})


@pytest.mark.parametrize(
    ("cgroup", "own"),
    [
        (f"0::/docker/{ONE}\n", True),
        (f"0::/system.slice/docker-{ONE}.scope\n9:cpu:/\n", True),
        (f"0::/machine.slice/libpod-{ONE}.scope/container\n", True),
        (f"0::/docker/{OTHER}\n", False),
        (f"0::/docker/{ONE}/docker/{OTHER}\n", False),
        (f"9:cpu:/docker/{ONE}\n0::/docker/{OTHER}\n", False),
        (f"0::/docker/{ONE[:12]}\n", False),
        (f"0::/docker/{ONE}0\n", False),
        ("0::/\n", False),
    ],
)
def test_a_process_is_the_containers_that_its_control_group_names_last(cgroup, own):
    assert is_of(ONE, cgroup, ()) is own


def test_without_control_groups_what_an_engine_mounts_says_whose_a_process_is():
    assert is_of(ONE, "0::/\n", [mounted("/etc/hosts", f"/var/lib/docker/containers/{ONE}/hosts")])
    assert not is_of(ONE, "0::/\n", [mounted("/etc/hosts", f"/var/lib/docker/containers/{OTHER}/hosts")])
    assert not is_of(ONE, "0::/\n", [mounted(f"/var/lib/docker/containers/{ONE}/mounts/shm", "/")])
    assert not is_of(ONE, f"0::/docker/{OTHER}\n", [mounted("/etc/hosts", f"/var/lib/docker/containers/{ONE}/hosts")])


def test_a_process_that_does_not_exist_or_has_ended_is_refused():
    root = os.open("/", os.O_RDONLY | os.O_DIRECTORY)
    ended = os.fork()
    if ended == 0:
        os._exit(0)
    with process(root, ended) as zombie:
        os.waitpid(ended, 0)
        with pytest.raises(NotOnHost, match="has ended"):
            zombie.mounts()
    with pytest.raises(NotOnHost, match="does not exist"), process(root, ended):
        pass
    os.close(root)


@pytest.mark.parametrize("address", ["tcp://127.0.0.1:2375", "ssh://host", "https://host:2376", "npipe:////./pipe/x"])
def test_an_engine_that_is_not_behind_a_local_socket_is_elsewhere(address):
    with pytest.raises(NotOnHost, match="no local socket"), host_root(address):
        pass


def test_identity_maps_every_owner_to_itself():
    assert [IDENTITY.inside(uid) for uid in (0, 1000, (1 << 32) - 2)] == [0, 1000, (1 << 32) - 2]
    assert not IdMap.parse(b"0 100000 65536\n").is_identity
    with pytest.raises(ValueError):
        IdMap.parse(b"0 100000\n")
