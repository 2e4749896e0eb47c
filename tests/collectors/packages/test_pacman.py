import gzip
import io

import pytest

from drift.collectors.interface import Unreadable
from drift.collectors.packages.filelist import Listed, listed_files
from drift.collectors.packages.pacman import LIMIT, parse, parse_files, parse_mtree
from tests.collectors.packages.samples import DESC, FILES, MTREE


def recorded(content):
    return list(listed_files(parse_mtree(io.BytesIO(content), "mtree")))


def test_a_package_has_its_base_and_licences():
    assert parse(io.BytesIO(DESC), "desc") == [
        {
            "type": "alpm",
            "name": "gmp",
            "version": "6.2.1-2",
            "architecture": "x86_64",
            "source": "gmp",
            "licence": "LGPL3 AND GPL",
        }
    ]


@pytest.mark.parametrize("content", [b"", b"%NAME%\ngmp\n", b"text\n", b"%NAME%\n\n%VERSION%\n1\n"])
def test_a_description_without_name_or_version_is_refused(content):
    with pytest.raises(Unreadable, match="%NAME%"):
        parse(io.BytesIO(content), "desc")


def test_what_is_backed_up_may_be_edited():
    files = list(listed_files(parse_files(io.BytesIO(FILES), "files")))
    assert files == [Listed("", "etc/gmp.conf", marks="c"), Listed("", "usr/lib/libgmp.so")]


def test_a_regular_file_of_mtree_has_its_digest_mode_and_size():
    assert recorded(MTREE) == [
        Listed("", "etc/gmp.conf", "md5:d41d8cd98f00b204e9800998ecf8427e", 0o644, 0),
        Listed("", "usr/bin/café x", "sha256:" + "ab" * 32, 0o755, 3),
        Listed("", "usr/lib/plain", size=1),
    ]


def test_mtree_without_its_compression_is_read_too():
    assert recorded(b"./a type=file mode=0600 size=x\n") == [Listed("", "a", mode=0o600)]


def test_mtree_that_is_cut_off_is_refused():
    with pytest.raises(Unreadable, match="cut short"):
        recorded(MTREE[:-20])


def test_mtree_that_unpacks_without_an_end_is_refused():
    with pytest.raises(Unreadable, match="when unpacked"):
        recorded(gzip.compress(b"\0" * (LIMIT + 1)))
