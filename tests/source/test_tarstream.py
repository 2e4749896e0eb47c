import hashlib
import io
import tracemalloc

import pytest

from drift.model.entries import Entry, FileType
from drift.source.tarstream import CHUNK, TarStream, read_entries
from tests.source.archives import (
    END,
    Keeper,
    Trickle,
    block,
    member,
    names,
    octal,
    tar_of,
)


def read(archive: bytes, wanted: Keeper | None = None, **options: str) -> list[Entry]:
    return list(read_entries(io.BytesIO(archive), wanted or Keeper(0), **options))


def test_an_entry_says_what_the_header_says():
    content = b"hello\n"
    [entry] = read(tar_of(member("etc/motd", content, mode=0o4750, uid=7, gid=8, mtime=1_700_000_000)))
    digest = hashlib.sha256(content).digest()
    assert entry == Entry("etc/motd", FileType.REGULAR, 0o4750, 7, 8, 6, 1_700_000_000, digest)


def test_each_type_of_member_becomes_its_own_type_of_entry():
    archive = tar_of(
        "dir/",
        member("dir/null", kind="char", devmajor=1, devminor=3),
        member("dir/disk", kind="block", devmajor=8, devminor=0),
        member("dir/pipe", kind="fifo"),
        member("dir/link", kind="symlink", linkname="../../elsewhere"),
        member("dir/same", kind="link", linkname="./dir/file"),
    )
    assert [(entry.path, entry.type, entry.rdev, entry.linkname) for entry in read(archive)] == [
        ("dir", FileType.DIRECTORY, None, None),
        ("dir/null", FileType.CHARACTER, "1:3", None),
        ("dir/disk", FileType.BLOCK, "8:0", None),
        ("dir/pipe", FileType.FIFO, None, None),
        ("dir/link", FileType.SYMLINK, None, "../../elsewhere"),
        ("dir/same", FileType.HARDLINK, None, "dir/file"),
    ]


def test_bits_of_the_file_type_in_the_mode_are_left_out():
    assert read(block(mode=b"0100755\0") + END)[0].mode == 0o755


@pytest.mark.parametrize(
    ("written", "path"),
    [
        ("./etc/passwd", "etc/passwd"),
        ("/etc/passwd", "etc/passwd"),
        ("//etc///passwd//", "etc/passwd"),
        ("./././etc/./passwd", "etc/passwd"),
        ("etc/passwd/.", "etc/passwd"),
        ("..", ""),
        ("../../etc/passwd", "etc/passwd"),
        ("etc/../../../etc/passwd", "etc/passwd"),
        ("a/b/../c", "a/c"),
        (".", ""),
        ("./", ""),
        (".bashrc", ".bashrc"),
        ("a/.hidden/..b", "a/.hidden/..b"),
        ("dir\\file\\..\\x", "dir\\file\\..\\x"),
        ("with space\nand newline", "with space\nand newline"),
    ],
)
def test_a_name_becomes_a_path_below_the_root(written: str, path: str):
    assert names(read(tar_of(member(written)))) == [path]


def test_a_name_that_is_not_utf8_keeps_its_bytes():
    [entry] = read(block(b"caf\xe9/\xff") + END)
    assert entry.path.encode("utf-8", "surrogateescape") == b"caf\xe9/\xff"


def test_a_name_that_looks_like_a_whiteout_is_a_name_in_a_container():
    assert [entry.type for entry in read(tar_of("dir/.wh.x"))] == [FileType.REGULAR]


def test_names_of_an_archive_answer_are_put_below_its_directory():
    archive = tar_of("nginx/", "nginx/nginx.conf", member("nginx/same", kind="link", linkname="nginx/nginx.conf"))
    entries = read(archive, prefix="/etc/")
    assert names(entries) == ["etc/nginx", "etc/nginx/nginx.conf", "etc/nginx/same"]
    assert entries[2].linkname == "etc/nginx/nginx.conf"


def test_names_cannot_climb_out_of_the_directory_they_are_put_below():
    assert names(read(tar_of(member("../../shadow")), prefix="etc/nginx")) == ["etc/nginx/shadow"]


def test_a_file_is_wanted_by_its_path_size_and_first_bytes():
    wanted = Keeper(0)
    read(tar_of(member("big", b"x" * 2000), member("empty")), wanted)
    assert [(path, size, len(head)) for path, size, head in wanted.asked] == [("big", 2000, 512), ("empty", 0, 0)]


def test_the_first_bytes_are_shown_even_where_the_stream_trickles():
    wanted = Keeper(0)
    list(read_entries(Trickle(tar_of(member("a", b"y" * 3000)), 7), wanted))
    assert len(wanted.asked[0][2]) == 512


def test_wanted_content_is_kept_up_to_its_limit_with_the_digest_of_all():
    content = bytes(range(256)) * 9000
    wanted = Keeper(1_500_000)
    read(tar_of(member("big", content), member("small", b"s"), member("empty")), wanted)
    assert wanted.taken == {
        "big": (hashlib.sha256(content).digest(), content[:1_500_000]),
        "small": (hashlib.sha256(b"s").digest(), b"s"),
        "empty": (hashlib.sha256().digest(), b""),
    }


def test_unwanted_content_is_not_handed_over():
    wanted = Keeper(0)
    read(tar_of("a", "b"), wanted)
    assert wanted.taken == {}


def test_a_member_is_a_stream_of_its_own_for_an_archive_in_an_archive():
    inner = tar_of(member("x", b"1" * 5000), "y")
    outer = TarStream(Trickle(tar_of(member("layer.tar", inner), "after")))
    seen = [(entry.path, names(TarStream(outer)) if entry.path == "layer.tar" else None) for entry in outer]
    assert seen == [("layer.tar", ["x", "y"]), ("after", None)]


def test_content_that_nobody_reads_is_passed_over():
    assert names(TarStream(Trickle(tar_of(member("a", b"1" * 4000), "b")))) == ["a", "b"]


def test_a_file_on_disk_is_skipped_by_seeking_and_says_where_content_lies(tmp_path):
    archive = tar_of(member("a", b"1" * 3_000_000), member("b", b"22"))
    (tmp_path / "x.tar").write_bytes(archive)
    with (tmp_path / "x.tar").open("rb") as file:
        tar = TarStream(file, seek=file.seek)
        places = {entry.path: (tar.position, entry.size) for entry in tar}
    assert {name: archive[at : at + size] for name, (at, size) in places.items()} == {"a": b"1" * 3_000_000, "b": b"22"}


def test_the_first_header_does_not_wait_for_a_megabyte():
    asked: list[int] = []

    class Counting(io.BytesIO):
        def read(self, size: int | None = -1, /) -> bytes:
            asked.append(size or 0)
            return super().read(size)

    next(read_entries(Counting(tar_of(member("dir", kind="dir"), member("big", bytes(CHUNK * 3)))), Keeper(0)))
    assert sum(asked) <= 1 << 15


def test_memory_is_bounded_whatever_a_file_holds():
    archive = Zeros(block(b"big", b"0", octal(96 << 20)), 96 << 20)
    tracemalloc.start()
    try:
        [entry] = list(read_entries(archive, Keeper(0)))
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert entry.size == 96 << 20
    assert peak < 8 << 20


def test_a_file_with_a_hole_of_three_gigabytes_streams():
    size = (3 << 30) + 5
    [entry] = list(read_entries(Zeros(block(b"hole", b"0", octal(size)), size + (-size % 512)), Keeper(0)))
    assert entry.size == size
    assert entry.sha256 is not None


class Zeros:
    """A header, then that many zeros, then the end of the archive; made as it is read."""

    def __init__(self, header: bytes, count: int) -> None:
        self._header = header
        self._left = count + len(END)
        self._zeros = bytes(CHUNK)

    def read(self, size: int, /) -> bytes:
        if self._header:
            header, self._header = self._header, b""
            return header
        piece = self._zeros[: min(size, self._left)]
        self._left -= len(piece)
        return piece
