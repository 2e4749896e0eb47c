"""ELF files: what they need, as the machine's own loader says it, and damaged ones."""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from drift.demo.elf import read_elf
from drift.demo.programs import Machine

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="programs of Linux")
SHELL = Path("/bin/sh")


def loaded(program: str) -> set[str]:
    """Real paths of what the loader maps: "libc.so.6 => /lib/… (0x…)" and "/lib64/ld-… (0x…)"."""
    lines = subprocess.run(("ldd", program), check=True, capture_output=True, text=True).stdout.splitlines()
    paths = (line.partition("=>")[2] or line for line in lines if "/" in line)
    return {str(Path(path.split()[0]).resolve()) for path in paths}


@pytest.mark.parametrize("name", ["ls", "cp", "sed", "tar", "apt-get"])
def test_a_program_is_taken_with_what_the_loader_would_map(name):
    program = shutil.which(name)
    if program is None:
        pytest.skip(f"{name} is not installed")
    machine = Machine()
    machine.take_program(program.lstrip("/"))
    files = {f"/{path}" for path, node in machine.taken.items() if node.content}
    assert files == loaded(program) | {str(Path(program).resolve())}


def test_a_static_program_needs_nothing():
    busybox = shutil.which("busybox")
    if busybox is None:
        pytest.skip("busybox-static is not installed")
    elf = read_elf(Path(busybox).read_bytes())
    assert elf is not None
    assert (elf.interpreter, elf.needed) == ("", ())


def test_a_script_is_no_elf():
    assert read_elf(b"#!/bin/sh\n") is None


@given(st.integers(0, 4000), st.binary(min_size=1, max_size=64))
def test_a_damaged_program_is_one_kind_of_error(at, noise):
    raw = bytearray(SHELL.read_bytes())
    raw[4 + at : 4 + at + len(noise)] = noise
    try:
        read_elf(bytes(raw))
    except ValueError:
        return


@given(st.integers(0, 4096))
def test_a_program_that_is_cut_off_is_one_kind_of_error(size):
    try:
        read_elf(SHELL.read_bytes()[:size])
    except ValueError:
        return
