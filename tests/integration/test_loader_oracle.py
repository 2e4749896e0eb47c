"""What a Debian of another release resolves to, against its own loader: `ld.so --list`, which is what ldd(1) runs."""

import os
import re
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest

from drift.collectors.libraries.elf import ELF
from drift.collectors.libraries.loader_cache import LD_SO_CACHE
from drift.collectors.libraries.loader_files import LD_MUSL_PATH, LD_SO_CONF, LD_SO_PRELOAD
from drift.collectors.reading import FactIndex, Reading
from drift.joins.libraries import libraries
from drift.source.directory import read_directory
from drift.tree.fold import Tree, fold
from drift.tree.paths import resolve
from tests.engines.cache import Unavailable
from tests.engines.recipes import TRIXIE
from tests.joins.trees import REDACTOR

COLLECTORS = (ELF, LD_MUSL_PATH, LD_SO_CACHE, LD_SO_CONF, LD_SO_PRELOAD)
LOADER = "/lib64/ld-linux-x86-64.so.2"
EVERY = 4
"""Files of which one is compared: the loader takes some milliseconds for each."""
TOLD = re.compile(r"^\s+(\S+) => (not found|\S+)", re.MULTILINE)


@pytest.fixture(scope="module")
def root() -> Path:
    try:
        made = TRIXIE.root()
    except Unavailable as reason:
        pytest.skip(str(reason))
    if not (made / LOADER.lstrip("/")).exists() or os.uname().machine != "x86_64":
        pytest.skip("this machine cannot run the programs of that Debian")
    return made


@pytest.fixture(scope="module")
def tree_and_records(root: Path) -> tuple[Tree, dict[str, Any]]:
    reading = Reading(REDACTOR, collectors=COLLECTORS)
    tree = fold([read_directory(str(root), reading).entries])
    section = libraries(tree, FactIndex(reading.facts()), {})
    assert section.set is not None, section.reason
    return tree, {one.key: one.value for one in section.set.records}


def listed(root: Path, path: str) -> dict[str, str | None]:
    """Name → path as the loader finds it, None where it does not."""
    chroot = shutil.which("chroot", path="/usr/sbin:/sbin:/usr/bin") or "chroot"
    command = (chroot, str(root), LOADER, "--list", path)
    told = subprocess.run(command, check=False, capture_output=True, text=True, env={})
    return {name: None if found == "not found" else found for name, found in TOLD.findall(told.stdout)}


def test_each_need_resolves_to_the_file_that_the_loader_takes(root, tree_and_records):
    tree, records = tree_and_records
    compared = 0
    for key in sorted(key for key, one in records.items() if one["needed"])[::EVERY]:
        expected = listed(root, key)
        for name, path in records[key]["needed"].items():
            if name in expected:
                compared += 1
                theirs = expected[name]
                assert (path and resolve(tree, path)) == (theirs and resolve(tree, theirs)), (key, name)
    assert compared > 200


def test_nothing_of_a_whole_debian_is_missing(tree_and_records):
    _, records = tree_and_records
    lacking = ("missing", "unresolved_versions", "interpreter_missing", "unreadable")
    assert {key: one for key, one in records.items() if any(one.get(field) for field in lacking)} == {}
    assert [key for key, one in records.items() if None in one["needed"].values()] == []
    assert len(records) > 500
