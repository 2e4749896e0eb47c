import io
import re
import shutil
import struct
import subprocess
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from drift.collectors.interface import Unreadable
from drift.collectors.libraries.loader_cache import parse
from tests.collectors.libraries.caches import PROCESSOR, cache

LIBRARIES = {"libc.so.6": ["/lib/libc.so.6", "/lib32/libc.so.6"], "libz.so.1": ["/usr/lib/libz.so.1"]}
LDCONFIG = shutil.which("ldconfig", path="/sbin:/usr/sbin")


def read(content: bytes):
    return parse(io.BytesIO(content), "ld.so.cache")


@pytest.mark.parametrize("order", ["<", ">"])
def test_each_name_has_its_files_in_order(order):
    assert read(cache(LIBRARIES, order=order)) == LIBRARIES


def test_a_file_for_some_processors_only_stands_last():
    special = "/lib/glibc-hwcaps/x86-64-v3/libz.so.1"
    made = cache({"libz.so.1": [special, "/lib/libz.so.1"]}, {special: PROCESSOR})
    assert read(made) == {"libz.so.1": ["/lib/libz.so.1", special]}


def test_the_form_of_libc_5_before_it_is_passed_over():
    old = b"ld.so-1.7.0\0" + struct.pack("<I", 3) + bytes(36)
    assert read(old + bytes(-len(old) % 8) + cache(LIBRARIES)) == LIBRARIES


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"", "is it cut off"),
        (b"ld.so-1.7.0\0\0\0\0\0", "libc5 alone"),
        (cache(LIBRARIES)[:90], "ends before its entries do"),
        (cache(LIBRARIES)[:-1], "a name without an end"),
    ],
)
def test_a_damaged_cache_is_refused(content, reason):
    with pytest.raises(Unreadable, match=reason):
        read(content)


def test_entries_that_all_name_one_long_path_do_not_fill_the_memory():
    one = cache({"a": [f"/{'x' * 4000}"]})
    row = one[48:72]
    texts = one[72:]
    count = 60_000
    moved = struct.pack("<iIIIQ", 0x303, *(at + 24 * (count - 1) for at in struct.unpack("<iIIIQ", row)[1:3]), 0, 0)
    with pytest.raises(Unreadable, match="fill the memory"):
        read(one[:20] + struct.pack("<I", count) + one[24:48] + moved * count + texts)


@given(st.integers(0, 200), st.binary(min_size=1, max_size=16))
def test_any_damage_gives_a_fact_or_the_one_error(at, noise):
    whole = cache(LIBRARIES)
    try:
        read(whole[:at] + noise + whole[at + len(noise) :])
    except Unreadable:
        return


@pytest.mark.skipif(LDCONFIG is None, reason="ldconfig is not installed")
def test_this_machines_cache_is_read_as_ldconfig_prints_it():
    told = subprocess.run([str(LDCONFIG), "-p"], capture_output=True, text=True, check=True).stdout
    expected: dict[str, set[str]] = {}
    for name, path in re.findall(r"^\s+(\S+) \(.*\) => (\S+)$", told, re.MULTILINE):
        expected.setdefault(name, set()).add(path)
    found = read(Path("/etc/ld.so.cache").read_bytes())
    assert {name: set(paths) for name, paths in found.items()} == expected
