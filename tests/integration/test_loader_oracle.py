"""What programs and modules resolve to, against the loader of their own root: `ld.so --list`, which is what ldd(1) runs.

The roots are a Debian of another release, with glibc, and a musl with Python wheels that bring their libraries along.
"""

import os
import re
import shutil
import subprocess
import sys
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from drift.collectors.libraries.elf import ELF
from drift.collectors.libraries.loader_cache import LD_SO_CACHE
from drift.collectors.libraries.loader_files import LD_MUSL_PATH, LD_SO_CONF, LD_SO_PRELOAD
from drift.collectors.libraries.wheel import WHEEL
from drift.collectors.reading import FactIndex, Reading
from drift.joins.libraries import libraries
from drift.source.directory import read_directory
from drift.tree.fold import Tree, fold
from drift.tree.paths import resolve
from tests.engines.cache import Debian, Unavailable, kept
from tests.engines.recipes import TRIXIE
from tests.joins.trees import REDACTOR

COLLECTORS = (ELF, LD_MUSL_PATH, LD_SO_CACHE, LD_SO_CONF, LD_SO_PRELOAD, WHEEL)
TOLD = re.compile(r"^\s+(\S+) => (not found|\S+)", re.MULTILINE)
MUSL = Debian("bookworm", ("musl",), ("--variant=extract",))
WHEELS, PLATFORM = ("ninja==1.13.0", "numpy==2.2.6"), "musllinux_1_2_x86_64"
"""A program, and modules that find their libraries by a run path."""


def musl() -> Path:
    """Unpacked, with what is in two wheels."""

    def make(target: Path) -> None:
        MUSL.make(target)
        site = target / "usr/lib/python3.11/site-packages"
        site.mkdir(parents=True)
        fetch = ("pip", "download", "--quiet", "--disable-pip-version-check", "--no-deps", "--only-binary=:all:")
        of = ("--platform", PLATFORM, "--python-version", "3.11", "--dest", str(site), *WHEELS)
        subprocess.run((sys.executable, "-m", *fetch, *of), check=True)
        for archive in site.glob("*.whl"):
            with zipfile.ZipFile(archive) as wheel:
                wheel.extractall(site)
            archive.unlink()
        for program in site.glob("*.data/scripts/*"):
            program.chmod(0o755)

    return kept(f"musl-{'-'.join(WHEELS)}", make)


class Libc(NamedTuple):
    root: Callable[[], Path]
    loader: str
    every: int
    """Files of which one is compared: the loader takes some milliseconds for each."""
    records: int
    """How many files with libraries it has at least."""
    needs: int
    """How many needs are compared at least."""


LIBCS = {
    "glibc": Libc(TRIXIE.root, "/lib64/ld-linux-x86-64.so.2", every=4, records=500, needs=200),
    "musl": Libc(musl, "/lib/ld-musl-x86_64.so.1", every=1, records=20, needs=30),
}


class Resolved(NamedTuple):
    libc: Libc
    root: Path
    tree: Tree
    records: dict[str, Any]


@pytest.fixture(scope="module", params=LIBCS)
def resolved(request) -> Resolved:
    libc = LIBCS[request.param]
    try:
        root = libc.root()
    except Unavailable as reason:
        pytest.skip(str(reason))
    if os.uname().machine != "x86_64" or os.geteuid() != 0:
        pytest.skip("running the loader of that root needs root, on x86-64")
    reading = Reading(REDACTOR, collectors=COLLECTORS)
    tree = fold([read_directory(str(root), reading).entries])
    section = libraries(tree, FactIndex(reading.facts()), {})
    assert section.set is not None, section.reason
    return Resolved(libc, root, tree, {one.key: one.value for one in section.set.records})


def listed(one: Resolved, path: str) -> dict[str, str | None]:
    """Name → path as the loader finds it, None where it does not."""
    chroot = shutil.which("chroot", path="/usr/sbin:/sbin:/usr/bin") or "chroot"
    command = (chroot, str(one.root), one.libc.loader, "--list", path)
    told = subprocess.run(command, check=False, capture_output=True, text=True, env={})
    return {name: None if found == "not found" else found for name, found in TOLD.findall(told.stdout)}


def test_each_need_resolves_to_the_file_that_the_loader_takes(resolved):
    compared = 0
    for key in sorted(key for key, one in resolved.records.items() if one["needed"])[:: resolved.libc.every]:
        expected = listed(resolved, key)
        for name, path in resolved.records[key]["needed"].items():
            if name in expected:
                compared += 1
                theirs = expected[name]
                ours = path and resolve(resolved.tree, path)
                assert ours == (theirs and resolve(resolved.tree, theirs)), (key, name)
    assert compared > resolved.libc.needs


def test_nothing_of_a_whole_root_is_missing(resolved):
    lacking = ("missing", "unresolved_versions", "interpreter_missing", "unreadable")
    records = resolved.records
    assert {key: one for key, one in records.items() if any(one.get(field) for field in lacking)} == {}
    lost = {
        (key, name)
        for key, one in records.items()
        for name, path in one["needed"].items()
        if path is None and name not in one.get("elsewhere", {})
    }
    assert lost == set()
    assert len(records) > resolved.libc.records
