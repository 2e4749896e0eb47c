import io
import struct

import pytest

from drift.collectors.interface import Unreadable
from drift.collectors.packages.filelist import Listed, listed_files
from drift.collectors.packages.rpm.database import parse, parse_files
from drift.collectors.packages.rpm.names import source_name
from tests.collectors.packages.rpm_samples import DIRECTORY, INT32, PAGE, REGULAR, TEXT, TEXTS, berkeley, header, ndb
from tests.collectors.packages.rpm_samples import sqlite as sqlite_database

BACK_ENDS = {
    "Packages": berkeley,
    "Packages.db": ndb,
    "rpmdb.sqlite": sqlite_database,
}
LONG = header("kernel", files={f"/usr/src/{number:03}.c": b"x" for number in range(300)})


def packages_in(content, name="rpmdb.sqlite"):
    return parse(io.BytesIO(content), name)


def files_in(*headers):
    return list(listed_files(parse_files(io.BytesIO(sqlite_database(headers)), "rpmdb.sqlite")))


@pytest.mark.parametrize("name", BACK_ENDS)
def test_each_back_end_gives_the_packages_that_were_put_in(name):
    found = packages_in(BACK_ENDS[name]([header("bash", "5.1", "2.fc38", epoch=1), LONG]), name)
    assert found == [
        {
            "type": "rpm",
            "name": "bash",
            "version": "1:5.1-2.fc38",
            "architecture": "x86_64",
            "source": "bash",
            "licence": "MIT",
        },
        found[1],
    ]
    assert found[1]["name"] == "kernel"


@pytest.mark.parametrize("name", BACK_ENDS)
def test_each_back_end_gives_the_files_of_a_long_header(name):
    fact = parse_files(io.BytesIO(BACK_ENDS[name]([LONG])), name)
    assert [one.path for one in listed_files(fact)] == [f"usr/src/{number:03}.c" for number in range(300)]


def test_a_hash_of_a_big_endian_machine_is_read():
    assert [one["name"] for one in packages_in(berkeley([header("bash"), LONG], ">"), "Packages")] == ["bash", "kernel"]


def test_a_key_is_no_package():
    assert packages_in(sqlite_database([header("gpg-pubkey", "64dab85d", "57d33e22")])) == []


def test_epoch_zero_is_no_epoch():
    assert packages_in(sqlite_database([header("a", epoch=0)]))[0]["version"] == "1.0-1"


@pytest.mark.parametrize(
    ("written", "name"), [("lua-libs-5.3-1.src.rpm", "lua-libs"), ("a-1-2.nosrc.rpm", "a"), ("(none)", None)]
)
def test_the_source_is_named_without_its_version(written, name):
    assert source_name(written) == name


def test_a_file_has_its_digest_mode_and_size():
    one = header("a", files={"/usr/bin/a": b"hello"}, modes={"/usr/bin/a": REGULAR | 0o4755})
    digest = "sha256:2cf24dba5fb0a30e26e83b2ac5b9e29e1b161e5c1fa7425e73043362938b9824"
    assert files_in(one) == [Listed("a", "usr/bin/a", digest, 0o4755, 5)]


def test_directories_are_left_out():
    assert files_in(header("a", files={"/usr/a": b""}, modes={"/usr/a": DIRECTORY | 0o755})) == []


@pytest.mark.parametrize(("flags", "marks"), [(1, "c"), (2, "d"), (1 << 7, "d"), (17, "c"), (9, "cm"), (65, "cg")])
def test_what_a_package_says_of_its_files_becomes_a_mark(flags, marks):
    assert [one.marks for one in files_in(header("a", files={"/etc/a": b"x"}, flags={"/etc/a": flags}))] == [marks]


def test_of_a_ghost_nothing_is_recorded():
    assert files_in(header("a", files={"/run/a": b"x"}, flags={"/run/a": 64})) == [Listed("a", "run/a", marks="g")]


def test_of_a_file_that_was_not_installed_nothing_is_recorded():
    one = header("a", files={"/usr/share/doc/a": b"x"}, more=[(1029, 1, [])])
    skipped = header("a", files={"/usr/share/doc/a": b"x"}, more=[(1029, INT32, [2])])
    assert [one.digest == "" for one in files_in(one)] == [False]
    assert files_in(skipped) == [Listed("a", "usr/share/doc/a", marks="g")]


def test_what_a_package_does_not_want_to_have_verified_is_not():
    one = header("a", files={"/var/a": b"x"}, more=[(1045, INT32, [0xFFFFFFFF & ~0b11])])
    assert files_in(one) == [Listed("a", "var/a", mode=0o644)]


def test_digests_are_md5_where_no_algorithm_is_said():
    one = header("a", files={"/a": b"x"}, more=[(5011, INT32, []), (1035, TEXTS, ["0a" * 16])])
    assert [one.digest for one in files_in(one)] == ["md5:" + "0a" * 16]


def test_whole_paths_of_old_headers_are_read():
    assert [one.path for one in files_in(header("a", more=[(1027, TEXTS, ["/usr/bin/a", "/usr/b"])]))] == [
        "usr/bin/a",
        "usr/b",
    ]


def test_a_file_in_a_directory_that_is_not_there_is_refused():
    with pytest.raises(Unreadable, match="directory"):
        files_in(header("a", files={"/usr/a": b""}, more=[(1116, INT32, [7])]))


def test_a_package_without_a_name_is_refused():
    with pytest.raises(Unreadable, match="without name or version"):
        packages_in(sqlite_database([header("a", more=[(1001, TEXT, "")])]))


def test_a_header_that_is_cut_off_is_refused():
    with pytest.raises(Unreadable, match="cut off"):
        packages_in(sqlite_database([header("a")[:-10]]))


@pytest.mark.parametrize("name", BACK_ENDS)
@pytest.mark.parametrize("content", [b"", b"\0" * 5_000, b"text\n" * 2_000], ids=["empty", "zeros", "text"])
def test_another_file_is_no_database(name, content):
    with pytest.raises(Unreadable):
        packages_in(content, name)


@pytest.mark.parametrize("name", BACK_ENDS)
def test_a_database_that_is_cut_off_is_refused(name):
    content = BACK_ENDS[name]([LONG, header("bash", more=[(1014, TEXTS, ["GPL" * 4_000])])])
    with pytest.raises(Unreadable):
        packages_in(content[: len(content) - PAGE - 20], name)


def test_a_view_in_place_of_the_table_is_not_asked():
    made = sqlite_database(
        [header("a")], "ALTER TABLE Packages RENAME TO Real; CREATE VIEW Packages AS SELECT * FROM Real;"
    )
    with pytest.raises(Unreadable, match="no table"):
        packages_in(made)


def test_a_text_in_place_of_a_header_is_refused():
    with pytest.raises(Unreadable, match="no header"):
        packages_in(sqlite_database([], "INSERT INTO Packages (blob) VALUES ('text');"))


def test_a_chain_of_overflow_pages_without_an_end_is_refused():
    content = bytearray(berkeley([LONG]))
    content[2 * PAGE + 16 : 2 * PAGE + 20] = struct.pack("<I", 2)  # the first page of the chain leads to itself
    with pytest.raises(Unreadable):
        packages_in(bytes(content), "Packages")


def test_two_packages_in_one_place_are_refused():
    content = bytearray(ndb([header("a"), header("b")]))
    first, second = 48 + 8, 64 + 8
    content[second : second + 4] = content[first : first + 4]
    with pytest.raises(Unreadable, match="in one place"):
        packages_in(bytes(content), "Packages.db")
