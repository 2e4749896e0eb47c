from typing import Any

import pytest

from drift.joins.programs import program_sections
from drift.model.entries import Entry
from drift.model.records import Kind
from tests.collectors.libraries.elves import elf
from tests.joins.trees import facts_of, link, regular, tree_of

LOADER = "/lib64/ld-linux-x86-64.so.2"
SHELL = elf(interpreter=LOADER)
BASE = {
    LOADER.lstrip("/"): elf(soname="ld-linux-x86-64.so.2"),
    "bin/dash": SHELL,
    "usr/bin/env": SHELL,
    "bin/cat": SHELL,
}
SH = link("bin/sh", "dash")


def records(
    contents: dict[str, bytes], *others: Entry, path: str = "/usr/bin:/bin", mode: int = 0o755
) -> dict[str, Any]:
    entries = [regular(name, content, mode=0o755) for name, content in BASE.items()]
    entries += [regular(name, content, mode=mode) for name, content in contents.items()]
    tree, facts = tree_of(*entries, SH, *others), facts_of(BASE | contents)
    section = program_sections(tree, facts, {"PATH": path})[Kind.SCRIPTS]
    assert section.set is not None, section.reason
    return {one.key: one.value for one in section.set.records}


def test_a_script_that_can_start_has_no_record():
    assert records({"run": b"#!/bin/sh\n", "go": b"#!/usr/bin/env -S dash -e\n"}) == {}


def test_an_interpreter_that_is_not_there_is_missing():
    assert records({"run": b"#!/usr/bin/python3 -u\n"}) == {
        "/run": {"interpreter": "/usr/bin/python3 -u", "problem": "missing", "lacks": "/usr/bin/python3"}
    }


def test_a_link_that_leads_nowhere_is_no_interpreter():
    found = records({"run": b"#!/bin/python\n"}, link("bin/python", "python3"))
    assert found["/run"]["problem"] == "missing"


@pytest.mark.parametrize(
    ("line", "lacks"),
    [
        (b"#!/usr/bin/env python3\n", "python3"),
        (b"#!/usr/bin/env -S python3 -u\n", "python3"),
        (b"#!/usr/bin/env -S -i LANG=C python3\n", "python3"),
        (b"#!/bin/env x\n", "/bin/env"),
        (b"#!/usr/bin/env sh -e\n", "sh -e"),
    ],
)
def test_env_looks_for_what_it_is_to_run(line, lacks):
    assert records({"run": line})["/run"]["lacks"] == lacks


def test_the_path_of_the_container_decides_where():
    contents = {"opt/venv/bin/python": SHELL, "run": b"#!/usr/bin/env python\n"}
    assert records(contents, path="/opt/venv/bin:/usr/bin") == {}
    assert records(contents)["/run"]["lacks"] == "python"


def test_a_file_that_may_not_be_run_is_no_interpreter():
    assert records({"run": b"#!/opt/sh\n"}, regular("opt/sh", SHELL, mode=0o644))["/run"]["problem"] == "missing"


def test_a_line_that_ends_as_on_windows_is_told():
    assert records({"run": b"#!/bin/sh\r\n"}) == {"/run": {"interpreter": "/bin/sh", "problem": "carriage return"}}


def test_an_interpreter_for_another_machine_is_told():
    foreign = elf(machine="aarch64", interpreter="/lib/ld-linux-aarch64.so.1")
    assert records({"opt/sh": foreign, "run": b"#!/opt/sh\n"})["/run"]["problem"] == "other machine"


def test_an_interpreter_whose_loader_is_missing_is_told():
    musl = elf(interpreter="/lib/ld-musl-x86_64.so.1")
    assert records({"opt/sh": musl, "run": b"#!/opt/sh\n"})["/run"]["problem"] == "no loader"


def test_a_file_that_nobody_may_run_is_no_script():
    assert records({"run.py": b"#!/usr/bin/python2\n"}, mode=0o644) == {}


def test_an_interpreter_without_a_whole_path_depends_on_where_it_is_started():
    assert records({"run": b"#!python\n"}) == {}
