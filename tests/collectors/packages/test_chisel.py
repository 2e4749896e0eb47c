import io

import pytest

from drift.collectors.interface import Unreadable
from drift.collectors.packages.chisel import parse, parse_files
from drift.collectors.packages.filelist import Listed, listed_files
from tests.collectors.packages.samples import CHISEL, wall


def test_a_package_has_the_digest_of_its_archive():
    assert parse(io.BytesIO(CHISEL), "manifest.wall") == [
        {
            "type": "deb",
            "name": "libc6",
            "version": "2.39-0ubuntu8.4",
            "architecture": "amd64",
            "digest": "sha256:" + "cd" * 32,
        }
    ]


def test_a_path_is_its_slices_packages_and_a_script_may_have_had_the_last_word_on_it():
    assert list(listed_files(parse_files(io.BytesIO(CHISEL), "manifest.wall"))) == [
        Listed("libc6", "etc/ld.conf", "sha256:" + "02" * 32, 0o644, 5),
        Listed("libc6", "usr/lib/libc.so"),
        Listed("libc6", "usr/lib/libc.so.6", "sha256:" + "ef" * 32, 0o755, 9),
    ]


@pytest.mark.parametrize("line", [{"kind": "package", "name": "a"}, {"kind": "package", "name": 1, "version": "1"}])
def test_a_package_without_what_it_is_about_is_refused(line):
    with pytest.raises(Unreadable, match="a package without"):
        parse(io.BytesIO(wall(line)), "manifest.wall")


def test_a_path_without_what_it_is_about_is_refused():
    with pytest.raises(Unreadable, match="a path without"):
        parse_files(io.BytesIO(wall({"kind": "path", "path": ""})), "manifest.wall")


@pytest.mark.parametrize("content", [CHISEL[:-9], b"text\n", b"[]\n", b"[" * 100_000])
def test_another_file_is_refused(content):
    with pytest.raises(Unreadable):
        parse(io.BytesIO(content), "manifest.wall")
