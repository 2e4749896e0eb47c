import io

import pytest

from drift.collectors.interface import Unreadable
from drift.collectors.packages.apk import parse, parse_files
from drift.collectors.packages.filelist import Listed, listed_files
from tests.collectors.packages.samples import APK


def packages_in(content):
    return parse(io.BytesIO(content), "installed")


def files_in(content):
    return list(listed_files(parse_files(io.BytesIO(content), "installed")))


def test_a_package_has_its_origin_and_licence():
    assert packages_in(APK)[0] == {
        "type": "apk",
        "name": "busybox",
        "version": "1.36.1-r5",
        "architecture": "x86_64",
        "source": "busybox",
        "licence": "GPL-2.0-only",
    }


def test_a_package_without_an_origin_says_none():
    assert "source" not in packages_in(APK)[1]


def test_a_file_has_its_directory_checksum_and_mode():
    digest = "sha1:48b912f610627546cfc30af0f974745a1bf7c30f"  # base64 -d | xxd -p
    assert files_in(APK)[0] == Listed("busybox", "bin/busybox", digest, 0o755)
    assert files_in(APK)[1][1::2] == ("bin/sh", 0o777, "")


def test_a_file_without_a_mode_of_its_own_is_0644_and_what_is_in_etc_may_be_edited():
    one = next(one for one in files_in(APK) if one.path == "etc/securetty")
    assert (one.mode, one.marks) == (0o644, "c")


def test_a_checksum_of_apk_tools_1_is_an_md5():
    assert files_in(APK)[-1] == Listed("musl", "lib/old.so", "md5:d41d8cd98f00b204e9800998ecf8427e", 0o644)


def test_a_checksum_that_is_none_says_nothing():
    content = b"P:a\nV:1\nF:x\nR:1\nZ:Q1!!!\nR:2\nZ:Q1AAAA\nR:3\nZ:Q1\xff\n"
    assert [one.digest for one in files_in(content)] == ["", "", ""]


def test_a_sha256_checksum_is_one():
    content = b"P:a\nV:1\nF:x\nR:1\nZ:Q2" + b"A" * 43 + b"=\n"
    assert files_in(content)[0].digest == "sha256:" + "00" * 32


def test_a_virtual_package_has_no_files_and_is_listed():
    content = b"P:.build-deps\nV:20240101.000000\nA:noarch\nD:gcc\n"
    assert [one["name"] for one in packages_in(content)] == [".build-deps"]
    assert files_in(content) == []


@pytest.mark.parametrize("content", [b"P:a\n", b"V:1\n", b"#!/bin/sh\n", b"P:a\nV:\n"])
def test_a_stanza_without_name_or_version_is_refused(content):
    with pytest.raises(Unreadable, match="no P: or no V:"):
        packages_in(content)


def test_a_mode_that_is_none_is_refused():
    with pytest.raises(Unreadable, match="uid:gid:mode"):
        files_in(b"P:a\nV:1\nF:x\nR:1\na:0:0:rw\n")
