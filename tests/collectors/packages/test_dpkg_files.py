import io

import pytest

from drift.collectors.interface import Unreadable
from drift.collectors.packages.dpkg_files import parse_diversions, parse_list, parse_sums
from drift.collectors.packages.filelist import Listed, listed_files, owned_paths


def test_a_list_names_its_package_and_keeps_every_path():
    content = b"/.\n/usr\n/usr/bin\n/usr/bin/caf\xe9\n/usr/share/with space\n"
    fact = parse_list(io.BytesIO(content), "libc6:amd64.list")
    paths = ["usr", "usr/bin", "usr/bin/caf\udce9", "usr/share/with space"]
    assert list(owned_paths(fact)) == [("libc6", path) for path in paths]


def test_a_list_is_small_as_a_fact():
    content = b"".join(b"/usr/share/zoneinfo/America/Place_%d\n" % n for n in range(2_000))
    assert len(str(parse_list(io.BytesIO(content), "tzdata.list"))) < len(content) / 5


def test_sums_are_the_digests_of_a_package():
    content = b"d41d8cd98f00b204e9800998ecf8427e  usr/bin/a b\nD41D8CD98F00B204E9800998ECF8427F *./usr/lib/c\n"
    fact = parse_sums(io.BytesIO(content), "libc6:amd64.md5sums")
    assert list(listed_files(fact)) == [
        Listed("libc6", "usr/bin/a b", "md5:d41d8cd98f00b204e9800998ecf8427e"),
        Listed("libc6", "usr/lib/c", "md5:d41d8cd98f00b204e9800998ecf8427f"),
    ]


def test_a_line_that_is_no_sum_says_nothing():
    fact = parse_sums(io.BytesIO(b"# made by hand\nnewer  usr/bin/a\n\n"), "a.md5sums")
    assert list(listed_files(fact)) == []


def test_a_diversion_says_where_a_path_is_now_and_who_moved_it():
    content = b"/bin/sh\n/bin/sh.distrib\ndash\n/usr/bin/x\n/usr/bin/x.old\n:\n"
    assert parse_diversions(io.BytesIO(content), "diversions") == [
        ["bin/sh", "bin/sh.distrib", "dash"],
        ["usr/bin/x", "usr/bin/x.old", ":"],
    ]


def test_diversions_that_are_cut_off_are_refused():
    with pytest.raises(Unreadable, match="multiple of three"):
        parse_diversions(io.BytesIO(b"/bin/sh\n/bin/sh.distrib\n"), "diversions")
