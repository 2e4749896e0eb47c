import io
import re
import shutil
import struct
import subprocess
import sys
import sysconfig
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from drift.collectors.interface import Unreadable
from drift.collectors.libraries.elf import parse
from tests.collectors.libraries.elves import elf

SHAPES = [(64, "<", "x86_64"), (32, "<", "i386"), (64, ">", "s390x"), (32, ">", "arm")]
WHOLE = elf(
    "libc.so.6",
    "libz.so.1",
    soname="libx.so.1",
    runpath="$ORIGIN/../lib:/opt/lib",
    requires={"libc.so.6": ["GLIBC_2.34", "GLIBC_2.38"], "libz.so.1": ["ZLIB_1.2"]},
    defines=["X_1", "X_2"],
    build_id=bytes.fromhex("0123456789abcdef"),
)


def read(content: bytes):
    return parse(io.BytesIO(content), "")


@pytest.mark.parametrize(("bits", "order", "machine"), SHAPES)
def test_a_library_says_what_it_needs_and_offers_in_each_shape(bits, order, machine):
    content = elf(
        "libc.so.6",
        soname="libx.so.1",
        rpath="/opt/lib",
        requires={"libc.so.6": ["GLIBC_2.34"]},
        defines=["X_1"],
        build_id=b"\x01\x02",
        bits=bits,
        order=order,
        machine=machine,
    )
    assert read(content) == {
        "type": "library",
        "machine": machine,
        "bits": bits,
        "order": "little" if order == "<" else "big",
        "soname": "libx.so.1",
        "needed": ["libc.so.6"],
        "rpath": "/opt/lib",
        "requires": {"libc.so.6": ["GLIBC_2.34"]},
        "defines": ["X_1"],
        "build_id": "0102",
    }


def test_a_program_names_its_loader():
    found = read(elf("libc.so.6", interpreter="/lib64/ld-linux-x86-64.so.2"))
    assert (found["type"], found["interpreter"]) == ("pie", "/lib64/ld-linux-x86-64.so.2")
    assert "static" not in found


def test_a_program_without_a_loader_is_static():
    assert read(elf(kind=2))["static"] is True


def test_a_library_that_can_be_started_is_still_a_library():
    libc = elf(soname="libc.so.6", interpreter="/lib64/ld-linux-x86-64.so.2", defines=[])
    without_mark = libc.replace(struct.pack("<QQ", 0x6FFFFFFB, 0x08000000), struct.pack("<QQ", 0x6FFFFFFB, 0))
    assert read(without_mark)["type"] == "library"


def test_a_table_without_versions_is_told_from_no_table():
    assert read(elf(soname="a", defines=[]))["defines"] == []
    assert "defines" not in read(elf(soname="a"))


def test_the_level_of_the_processor_is_told_where_it_is_more_than_the_baseline():
    def needing(bits):
        return elf(properties=struct.pack("<IIII", 0xC0008002, 4, bits, 0))

    assert read(needing(0b100))["isa"] == "x86-64-v3"
    assert read(needing(0b011))["isa"] == "x86-64-v2"
    assert "isa" not in read(needing(0b001))


def test_the_loader_says_where_it_looks():
    directories = b"\0/lib/x86_64-linux-gnu/\0/usr/lib/x86_64-linux-gnu/\0/lib/\0/usr/lib/\0"
    found = read(elf(soname="ld-linux-x86-64.so.2", rest=directories))
    assert found["directories"] == ["/lib/x86_64-linux-gnu", "/usr/lib/x86_64-linux-gnu", "/lib", "/usr/lib"]
    assert "directories" not in read(elf(soname="libx.so", rest=directories))


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"#!/bin/sh\n", "no ELF file"),
        (b"\x7fELF", "class or byte order"),
        (b"\x7fELF\x02\x01" + bytes(20), "ends in its header"),
        (WHOLE[:200], "cut off"),
        (WHOLE[:56] + b"\xff\xff" + WHOLE[58:], "65,535 segments"),
        (WHOLE[:54] + b"\x07\x00" + WHOLE[56:], "rows of 7 bytes"),
    ],
)
def test_a_damaged_file_is_refused(content, reason):
    with pytest.raises(Unreadable, match=re.escape(reason)):
        read(content)


def test_names_that_are_made_to_fill_the_memory_are_refused():
    long = "a" * 4000
    with pytest.raises(Unreadable, match="names without an end"):
        read(elf(*(f"{number}{long}" for number in range(400))))


def test_a_table_of_versions_that_never_ends_is_refused():
    content = elf(soname="a", defines=["x"])
    first = struct.pack("<HHHHIII", 1, 1, 1, 1, 0, 20, 28)
    endless = content.replace(first, struct.pack("<HHHHIII", 1, 1, 1, 1, 0, 20, 0xFFFFFFFF))
    with pytest.raises(Unreadable):
        read(endless)


@given(st.integers(0, len(WHOLE) - 1), st.binary(min_size=1, max_size=16))
def test_any_damage_gives_a_fact_or_the_one_error(at, noise):
    try:
        found = read(WHOLE[:at] + noise + WHOLE[at + len(noise) :])
    except Unreadable:
        return
    assert found["type"]


def of_this_machine() -> list[Path]:
    programs = (shutil.which(name) for name in ("ls", "tar", "git", "openssl", "sudo", "bash", "perl", "ssh"))
    modules = [name for one in sys.modules.values() if (name := str(getattr(one, "__file__", ""))).endswith(".so")]
    library = f"{sysconfig.get_config_var('LIBDIR')}/{sysconfig.get_config_var('LDLIBRARY')}"
    libraries = (one.resolve() for one in Path("/usr/lib").glob("*-linux-gnu/lib[cms]*.so.?"))
    found = {Path(one).resolve() for one in (*filter(None, programs), *modules[:40], library)} | set(libraries)
    return sorted(one for one in found if one.is_file() and one.read_bytes()[:4] == b"\x7fELF")


@pytest.mark.skipif(shutil.which("readelf") is None, reason="binutils is not installed")
def test_this_machines_programs_are_read_as_readelf_reads_them():
    files = of_this_machine()
    for path in files:
        told = subprocess.run(
            ["readelf", "-dlnW", str(path)], capture_output=True, text=True, check=True, env={"LC_ALL": "C"}
        ).stdout
        found = read(path.read_bytes())
        names = re.findall(r"\((NEEDED|SONAME|RPATH|RUNPATH)\)\s+[^\[]*\[(.*)\]", told)
        assert found.get("needed", []) == [name for tag, name in names if tag == "NEEDED"]
        assert {tag.lower(): found.get(tag.lower(), "") for tag, _ in names if tag != "NEEDED"} == {
            tag.lower(): name for tag, name in names if tag != "NEEDED"
        }
        assert found.get("build_id", "") == "".join(re.findall(r"Build ID: (\w+)", told))
        assert found.get("interpreter", "") == "".join(re.findall(r"interpreter: (.*)\]", told))
    assert len(files) > 3


@pytest.mark.skipif(shutil.which("readelf") is None, reason="binutils is not installed")
def test_this_machines_symbol_versions_are_read_as_readelf_reads_them():
    for path in of_this_machine():
        told = subprocess.run(["readelf", "-VW", str(path)], capture_output=True, text=True, check=True).stdout
        found = read(path.read_bytes())
        needs = told.partition("Version needs section")[2]
        required: dict[str, list[str]] = {}
        library = ""
        for of, version in re.findall(r"File: (\S+)|Name: (\S+)\s+Flags: none", needs):
            library = of or library
            if version:
                required.setdefault(library, []).append(version)
        assert found.get("requires", {}) == {name: sorted(versions) for name, versions in required.items()}
        offers = told.partition("Version definition section")[2].partition("Version needs section")[0]
        defined = re.findall(r"Flags: (?:none|WEAK)\s+Index: \d+\s+Cnt: \d+\s+Name: (\S+)", offers)
        assert found.get("defines", []) == sorted(defined)
