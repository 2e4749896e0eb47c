from typing import Any

import pytest

from drift.joins.running import processes
from drift.model.facts import Status
from drift.model.records import Kind, RecordSet, record
from drift.model.running import Running, Stale
from drift.model.snapshot import Section


def records(running: Running, **isa: str) -> dict[str, Any]:
    """`isa` is by name of a program; "" for one that asks for nothing."""
    of = (
        record(Kind.LIBRARIES, f"/{name}", {"type": "pie", **({"isa": level} if level else {})})
        for name, level in isa.items()
    )
    section = processes(running, Section.ok(RecordSet.of(Kind.LIBRARIES, of)))
    assert section.set is not None
    return {one.key: one.value for one in section.set.records}


def test_where_no_route_can_see_what_runs_the_section_is_absent():
    assert processes(None, None).status is Status.ABSENT


def test_stale_code_and_limits_are_records():
    running = Running({"/usr/bin/app": Stale("executable", "replaced")}, {"nofile": ("1024", "unlimited")})
    assert records(running) == {
        "limit:nofile": {"value": {"hard": "unlimited", "soft": "1024"}},
        "stale:/usr/bin/app": {"of": "executable", "why": "replaced"},
    }


@pytest.mark.parametrize(
    ("level", "lacking"), [("x86-64-v4", set()), ("x86-64-v3", {"d"}), ("x86-64", {"b", "c", "d"})]
)
def test_programs_that_ask_for_more_than_the_cpu_has_are_records(level, lacking):
    found = records(Running(cpu_level=level), a="", b="x86-64-v2", c="x86-64-v3", d="x86-64-v4")
    assert found.pop("cpu_level") == {"value": level}
    assert found.keys() == {f"needs-cpu:/{name}" for name in lacking}
    assert all(one["has"] == level for one in found.values())


def test_a_library_that_is_loaded_by_newer_cpus_alone_asks_for_nothing():
    key = "/usr/lib/glibc-hwcaps/x86-64-v3/libz.so.1"
    libraries = Section.ok(RecordSet.of(Kind.LIBRARIES, [record(Kind.LIBRARIES, key, {"isa": "x86-64-v3"})]))
    section = processes(Running(cpu_level="x86-64"), libraries)
    assert section.set is not None
    assert [one.key for one in section.set.records] == ["cpu_level"]


@pytest.mark.parametrize("libraries", [None, Section.failed("too many")])
def test_without_known_libraries_the_cpu_is_a_record_all_the_same(libraries):
    section = processes(Running(cpu_level="x86-64"), libraries)
    assert section.set is not None
    assert len(section.set) == 1
