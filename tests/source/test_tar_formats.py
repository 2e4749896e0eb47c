import hashlib
import io
import tarfile

import pytest

from drift.errors import MalformedArchive
from drift.model.entries import Entry, FileType
from drift.source.tarstream import LONGEST_EXTENSION, TarStream, read_entries
from tests.source.archives import END, Keeper, block, extension, member, names, octal, padded, pax, signed, tar_of


def read(archive: bytes) -> list[Entry]:
    return list(read_entries(io.BytesIO(archive), Keeper(0)))


def refusal(archive: bytes) -> str:
    with pytest.raises(MalformedArchive) as caught:
        read(archive)
    assert "\n" not in str(caught.value)
    return str(caught.value)


def test_a_header_of_version_7_has_neither_magic_nor_prefix():
    [entry] = read(block(b"old", b"\0", octal(3), magic=b"") + padded(b"abc") + END)
    assert (entry.path, entry.type, entry.size) == ("old", FileType.REGULAR, 3)


def test_version_7_marks_a_directory_by_a_slash():
    [entry] = read(block(b"old/", b"\0", octal(0), magic=b"") + END)
    assert (entry.path, entry.type) == ("old", FileType.DIRECTORY)


def test_the_prefix_of_ustar_stands_before_the_name():
    assert names(read(block(b"name", prefix=b"some/where") + END)) == ["some/where/name"]


def test_what_gnu_has_in_the_place_of_the_prefix_is_no_name():
    assert names(read(block(b"name", magic=b"ustar  \0", prefix=b"14511675604\x0014511675604\0") + END)) == ["name"]


def test_names_and_links_of_gnu_can_be_long():
    name, target = "d/" * 200 + "file", "t/" * 300
    archive = tar_of(member(name), member("link", kind="symlink", linkname=target), form=tarfile.GNU_FORMAT)
    first, second = read(archive)
    assert (first.path, second.linkname) == (name, target)


def test_a_long_name_counts_for_the_next_member_only():
    assert names(read(extension(b"L", b"long\0") + block(b"a") + block(b"b") + END)) == ["long", "b"]


def test_pax_overrides_the_header():
    records = {
        "path": "päx/\udcff".encode("utf-8", "surrogateescape"),
        "uid": b"4294967294",
        "gid": b"2147483648",
        "mtime": b"1700000000.999999999",
        "size": b"5",
        "comment": b"any\nthing=9 here",
    }
    [entry] = read(extension(b"x", pax(records)) + block(b"short", size=octal(0)) + padded(b"12345") + END)
    assert entry.path.encode("utf-8", "surrogateescape") == b"p\xc3\xa4x/\xff"
    assert (entry.uid, entry.gid, entry.mtime, entry.size) == (4294967294, 2147483648, 1700000000, 5)
    assert entry.sha256 == hashlib.sha256(b"12345").digest()


def test_a_time_before_1970_is_rounded_down():
    assert read(extension(b"x", pax({"mtime": b"-1.5"})) + block() + END)[0].mtime == -2


def test_a_capability_is_kept_as_its_bytes():
    value = b"\x01\0\0\x02\0\x04\n=\0\0\0\0\0\xff\0\0\0\0\0\0"
    records = {"SCHILY.xattr.user.note": b"no", "SCHILY.xattr.security.capability": value}
    assert read(extension(b"x", pax(records)) + block() + END)[0].capability == value
    for flag in (b"2", b"3", b"5", b"6"):
        assert read(extension(b"x", pax(records)) + block(flag=flag) + END)[0].capability is None, "only a file is run"


def test_global_pax_records_hold_until_the_end_and_can_be_taken_back():
    archive = (
        extension(b"g", pax({"uid": b"42", "mtime": b"99"}))
        + block(b"a")
        + extension(b"x", pax({"uid": b""}))
        + block(b"b", uid=b"0000007\0")
        + extension(b"x", pax({"uid": b"5"}))
        + block(b"c")
        + END
    )
    assert [(entry.path, entry.uid, entry.mtime) for entry in read(archive)] == [
        ("a", 42, 99),
        ("b", 7, 99),
        ("c", 5, 99),
    ]


def test_pax_link_targets_are_taken_as_written():
    archive = extension(b"x", pax({"linkpath": b"/a//b/../c"})) + block(b"l", b"2", linkname=b"cut") + END
    assert read(archive)[0].linkname == "/a//b/../c"


@pytest.mark.parametrize(
    ("field", "value"),
    [
        (b"\x80\0\0\0\x80\0\0\0", 1 << 31),
        (b"\x80\0\0\0\xff\xff\xff\xfe", (1 << 32) - 2),
        (b"\xff\xff\xff\xff\xff\xff\xff\xfe", -2),
        (b"   1750 ", 0o1750),
        (b"1750\0xyz", 0o1750),
        (b"        ", 0),
        (b"\0\0\0\0\0\0\0\0", 0),
        (b"77777777", 0o77777777),
    ],
)
def test_numbers_are_octal_or_base_256(field: bytes, value: int):
    assert read(block(uid=field) + END)[0].uid == value


def test_a_time_before_1970_in_base_256():
    assert read(block(mtime=b"\xff" * 11 + b"\x9c") + END)[0].mtime == -100


def test_a_size_in_base_256():
    archive = block(size=b"\x80" + (3).to_bytes(11, "big")) + padded(b"abc") + END
    assert read(archive)[0].sha256 == hashlib.sha256(b"abc").digest()


def test_the_size_of_a_link_or_directory_brings_no_content():
    archive = block(b"l", b"1", octal(5000), linkname=b"x") + block(b"d", b"5", octal(600)) + block(b"end") + END
    assert [(entry.path, entry.size) for entry in read(archive)] == [("l", 0), ("d", 0), ("end", 0)]


def test_a_checksum_of_signed_characters_is_right_too():
    header = block(b"caf\xe9\xe8")
    assert names(read(signed(header, signed_characters=True) + END)) == ["caf\udce9\udce8"]


def test_the_label_of_a_volume_is_no_member():
    assert names(read(block(b"label", b"V", octal(0)) + block(b"a") + END)) == ["a"]


def test_what_follows_the_end_of_an_archive_is_not_read():
    assert names(read(tar_of("a") + b"anything at all")) == ["a"]


# --- what is refused -------------------------------------------------------------------------------------------------


def test_a_header_that_was_changed_is_refused():
    archive = bytearray(tar_of("a"))
    archive[0] ^= 1
    assert "wrong checksum" in refusal(bytes(archive))


def test_the_message_says_where():
    assert "(at byte 1,536)" in refusal(tar_of("a")[:1024] + b"x" * 512 + END)


@pytest.mark.parametrize("length", [0, 100, 511, 512, 600, 1024])
def test_an_archive_that_was_cut_short_is_refused(length: int):
    assert "cut short" in refusal(tar_of(member("a", b"1" * 700))[:length])


def test_a_cut_after_a_whole_member_is_seen_by_the_missing_end():
    archive = block(b"a")
    assert "end-of-archive" in refusal(archive)
    assert names(TarStream(io.BytesIO(archive), ended=False)) == ["a"]


def test_one_block_of_zeros_ends_an_archive_only_at_its_end():
    assert names(read(block(b"a") + bytes(512))) == ["a"]
    assert "after an end-of-archive mark" in refusal(block(b"a") + bytes(512) + block(b"b") + END)


def test_a_sparse_file_of_gnu_is_refused():
    assert "sparse" in refusal(block(b"s", b"S") + END)


def test_a_sparse_file_of_pax_is_refused():
    assert "sparse" in refusal(extension(b"x", pax({"GNU.sparse.major": b"1"})) + block() + END)


def test_an_unknown_type_is_refused_by_its_name():
    assert "'D'" in refusal(block(b"dump", b"D") + END)


@pytest.mark.parametrize("flag", [b"x", b"g", b"L", b"K", b"V"])
def test_an_extension_is_bounded(flag: bytes):
    header = block(b"ext", flag, octal(LONGEST_EXTENSION + 1))
    assert "1,048,577 bytes" in refusal(header + bytes(LONGEST_EXTENSION + 1024))


@pytest.mark.parametrize("flag", [b"x", b"L", b"V", b"0"])
def test_a_size_below_zero_is_refused(flag: bytes):
    assert refusal(block(b"neg", flag, b"\xff" * 12) + END)


@pytest.mark.parametrize(
    "body",
    [
        b"5 path=a\n",
        b"99 path=a\n",
        b"0 path=a\n",
        b"-9 path=a\n",
        b"path=a\n",
        b"10 path=a",
        b"9" * 30 + b" path=a\n",
        pax({"size": b"many"}),
        pax({"mtime": b"1e400"}),
        pax({"mtime": b"nan"}),
        pax({"uid": b"9" * 5000}),
        pax({"path": b"a\0b"}),
    ],
)
def test_a_pax_header_that_lies_is_refused(body: bytes):
    assert "pax" in refusal(extension(b"x", body) + block() + END)


def test_a_number_that_is_none_is_refused():
    assert "for a number" in refusal(block(uid=b"12x\0\0\0\0\0") + END)


@pytest.mark.parametrize(
    "archive",
    [
        block(size=b"\x80" + b"\xff" * 11) + END,
        block(mtime=b"\xc0" + b"\0" * 11) + END,
        extension(b"x", pax({"uid": b"99999999999999999999"})) + block() + END,
    ],
)
def test_a_number_of_more_than_64_bits_is_refused(archive: bytes):
    assert "64 bits" in refusal(archive)


def test_a_path_that_no_system_could_unpack_is_refused():
    assert "5000 bytes" in refusal(extension(b"L", b"a" * 5000) + block() + END)
