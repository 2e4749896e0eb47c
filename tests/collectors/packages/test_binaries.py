import io

import pytest

from drift.collectors.packages import binaries
from drift.collectors.packages.binaries import MARKS, parse
from tests.collectors.libraries.elves import elf


def read(name: str, content: bytes):
    return parse(io.BytesIO(content), name)


@pytest.mark.parametrize(
    ("name", "content", "package", "version"),
    [
        ("bash", b"@(#)Bash version 5.2.15(1) release GNU\0", "bash", "5.2.15"),
        ("busybox", b"BusyBox v1.36.1 (2024)", "busybox", "1.36.1"),
        ("curl", b"\0curl/8.5.0\0", "curl", "8.5.0"),
        ("haproxy", b"HAProxy version 2.9.6-9eafce5 2024/02/26", "haproxy", "2.9.6"),
        ("httpd", b"Apache/2.4.58 (Unix)", "httpd", "2.4.58"),
        ("mariadbd", b"\0" + b"11.2.3-MariaDB\0", "mariadb", "11.2.3"),
        ("memcached", b"\0memcached 1.6.23\0", "memcached", "1.6.23"),
        ("nginx", b"\0nginx version: nginx/1.25.4\0", "nginx", "1.25.4"),
        ("node", b"\0node.js/v20.11.1\0", "node", "20.11.1"),
        ("openssl", b"\0OpenSSL 1.1.1w  11 Sep 2023\0", "openssl", "1.1.1w"),
        ("libcrypto.so.3", b"\0OpenSSL 3.2.1 30 Jan 2024\0", "openssl", "3.2.1"),
        ("perl", b"/usr/local/lib/perl5/5.38.2\0", "perl", "5.38.2"),
        ("php", b"X-Powered-By: PHP/8.3.3\0", "php", "8.3.3"),
        ("postgres", b"PostgreSQL 16.2 on x86_64-pc-linux-musl", "postgresql", "16.2"),
        ("python3.12", b"\0" + b"3.12.2\0", "python", "3.12.2"),
        ("libpython3.13.so.1.0", b"\0" + b"3.13.0rc1\0", "python", "3.13.0rc1"),
        ("redis-server", b"\0" + b"7.2.4\0c11-builtin\0", "redis", "7.2.4"),
        ("libruby.so.3.3", b"\0ruby 3.3.0p0 (2023-12-25 revision 5124f9ac75)", "ruby", "3.3.0"),
    ],
)
def test_a_program_is_known_by_its_mark(name, content, package, version):
    found = read(name, elf(kind=2, rest=content))
    assert found == [{"type": "generic", "name": package, "version": version}]


def test_each_mark_of_the_table_is_tried():
    [parameters] = [mark for mark in test_a_program_is_known_by_its_mark.pytestmark if mark.name == "parametrize"]
    assert {row[2] for row in parameters.args[1]} == {mark.name for mark in MARKS}


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("nginx", b"#!/bin/sh\necho nginx version: nginx/1.25.4\n"),
        ("nginx", elf(kind=2, rest=b"\0nginx version: %s\0")),
        ("other", elf(kind=2, rest=b"\0nginx version: nginx/1.25.4\0")),
    ],
)
def test_a_script_a_program_without_the_mark_and_one_of_another_name_are_none(name, content):
    assert read(name, content) is None


def test_a_mark_is_found_across_two_pieces():
    mark = b"\0nginx version: nginx/1.25.4\0"
    content = elf(kind=2)
    content += bytes(binaries.PIECE - len(content) - 10) + mark
    assert read("nginx", content) == [{"type": "generic", "name": "nginx", "version": "1.25.4"}]
