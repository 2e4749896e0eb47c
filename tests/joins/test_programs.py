"""When the libraries and scripts of a container are those of its image."""

import pytest

from drift.joins.programs import same_environment, touches_programs
from drift.tree.delta import Delta
from tests.collectors.libraries.elves import elf
from tests.joins.trees import directory, facts_of, link, regular, tree_of

CONTENTS = {"bin/app": elf(interpreter="/lib/ld.so"), "etc/app.conf": b"a=1\n", "run": b"#!/bin/sh\n"}
IMAGE = tree_of(*(regular(path, content, mode=0o755) for path, content in CONTENTS.items()), link("bin/sh", "dash"))
ELF, SCRIPT = elf("libx.so"), b"#!/bin/dash\n"
FACTS = facts_of(CONTENTS | {"srv/x": ELF, "srv/y": SCRIPT, "etc/ld.so.conf": b"/opt\n"})


@pytest.mark.parametrize(
    "entry",
    [
        regular("srv/x", ELF),
        regular("bin/app", ELF, mode=0o755),
        regular("bin/app", b"text"),
        regular("srv/y", SCRIPT, mode=0o755),
        regular("etc/ld.so.conf", b"/opt\n"),
        link("usr/lib/libx.so", "libx.so.1"),
        regular("bin/sh", b"text"),
    ],
)
def test_programs_scripts_links_and_what_the_loader_reads_count(entry):
    assert touches_programs(Delta({entry.path: entry}, frozenset()), IMAGE, FACTS)


@pytest.mark.parametrize("path", ["bin/app", "bin/sh", "run"])
def test_what_is_gone_counts_as_well(path):
    assert touches_programs(Delta({}, frozenset({path})), IMAGE, FACTS)


def test_other_files_and_directories_do_not():
    changed = [regular("etc/app.conf", b"a=2\n"), regular("var/log/x", b"text"), directory("srv/new")]
    delta = Delta({entry.path: entry for entry in changed}, frozenset({"etc/app.conf"}))
    assert not touches_programs(delta, IMAGE, FACTS)


def test_a_link_that_the_engine_made_does_not():
    delta = Delta({"etc/mtab": link("etc/mtab", "/proc/mounts")}, frozenset())
    assert touches_programs(delta, IMAGE, FACTS)
    assert not touches_programs(delta, IMAGE, FACTS, {"etc/mtab"})


def test_of_the_variables_those_count_that_the_loader_and_env_read():
    assert same_environment({"PATH": "/bin", "LANG": "C"}, {"PATH": "/bin", "LANG": "de"})
    assert not same_environment({"PATH": "/bin"}, {"PATH": "/bin", "LD_LIBRARY_PATH": "/opt"})


def test_a_path_that_an_engine_writes_down_is_no_other_than_its_default():
    assert same_environment({"PATH": "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"}, {})
