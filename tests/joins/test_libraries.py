"""What the loader finds for each program and library of small roots: glibc's rules and musl's."""

from typing import Any

import pytest

from drift.joins.libraries import libraries
from drift.model.entries import Entry
from drift.model.facts import Status
from drift.model.snapshot import Section
from tests.collectors.libraries.caches import cache
from tests.collectors.libraries.elves import elf
from tests.joins.trees import facts_of, link, regular, tree_of

GLIBC = "/lib64/ld-linux-x86-64.so.2"
MUSL = "/lib/ld-musl-x86_64.so.1"
TRIPLET = "usr/lib/x86_64-linux-gnu"
LOADER = elf(
    soname="ld-linux-x86-64.so.2", rest=b"\0/lib/x86_64-linux-gnu/\0/usr/lib/x86_64-linux-gnu/\0/lib/\0/usr/lib/\0"
)
LIBC = elf(soname="libc.so.6", defines=["GLIBC_2.34", "GLIBC_2.36"])
DEBIAN = {f"{TRIPLET}/ld-linux-x86-64.so.2": LOADER, f"{TRIPLET}/libc.so.6": LIBC}
LINKS = (
    link("lib", "usr/lib"),
    link("lib64", "usr/lib64"),
    link("usr/lib64/ld-linux-x86-64.so.2", "../lib/x86_64-linux-gnu/ld-linux-x86-64.so.2"),
)


def program(*needed: str, interpreter: str = GLIBC, **more: Any) -> bytes:
    return elf(*needed, interpreter=interpreter, **more)


def library(name: str, *needed: str, **more: Any) -> bytes:
    return elf(*needed, soname=name, **more)


def section(
    contents: dict[str, bytes], *links: Entry, environment: dict[str, str] | None = None, mode: int = 0o755
) -> Section:
    entries = [regular(path, content, mode=mode) for path, content in contents.items()]
    return libraries(tree_of(*entries, *links), facts_of(contents), environment or {})


def records(
    contents: dict[str, bytes], *links: Entry, environment: dict[str, str] | None = None, mode: int = 0o755
) -> dict[str, Any]:
    found = section(contents, *links, environment=environment, mode=mode)
    assert found.set is not None, found.reason
    return {one.key: one.value for one in found.set.records}


def debian(contents: dict[str, bytes], *links: Entry, **more: Any) -> dict[str, Any]:
    return records(DEBIAN | contents, *LINKS, *links, **more)


def needs(found: dict[str, Any], path: str) -> dict[str, str | None]:
    needed: dict[str, str | None] = found[path]["needed"]
    return needed


def test_a_program_finds_its_libraries_where_its_loader_looks_by_default():
    found = debian({"usr/bin/app": program("libc.so.6", "libx.so.1"), "usr/lib/libx.so.1": library("libx.so.1")})
    assert found["/usr/bin/app"] == {
        "type": "pie",
        "machine": "x86_64",
        "bits": 64,
        "interpreter": GLIBC,
        "needed": {"libc.so.6": f"/{TRIPLET}/libc.so.6", "libx.so.1": "/usr/lib/libx.so.1"},
    }


def test_what_is_nowhere_is_missing():
    found = debian({"usr/bin/app": program("libx.so.1")})
    assert needs(found, "/usr/bin/app") == {"libx.so.1": None}
    assert "elsewhere" not in found["/usr/bin/app"]


def test_a_library_elsewhere_is_missing_all_the_same_and_its_place_is_told():
    found = debian({"usr/bin/app": program("libx.so.1"), "opt/x/libx.so.1.2": library("libx.so.1")})
    assert needs(found, "/usr/bin/app") == {"libx.so.1": None}
    assert found["/usr/bin/app"]["elsewhere"] == {"libx.so.1": "/opt/x/libx.so.1.2"}


def test_a_loader_looks_in_the_directories_that_its_distribution_built_into_it():
    fedora = elf(soname="ld-linux-x86-64.so.2", rest=b"\0/lib64/\0/usr/lib64/\0")
    contents = {
        "lib64/ld-linux-x86-64.so.2": fedora,
        "usr/lib64/libx.so.1": library("libx.so.1"),
        "usr/lib/liby.so.1": library("liby.so.1"),
        "usr/bin/app": program("libx.so.1", "liby.so.1"),
    }
    assert needs(records(contents), "/usr/bin/app") == {"libx.so.1": "/usr/lib64/libx.so.1", "liby.so.1": None}


def test_a_file_for_another_machine_is_passed_over():
    found = debian(
        {
            "usr/bin/app": program("libx.so.1"),
            f"{TRIPLET}/libx.so.1": library("libx.so.1", machine="i386", bits=32),
            "usr/lib/libx.so.1": library("libx.so.1"),
        }
    )
    assert needs(found, "/usr/bin/app") == {"libx.so.1": "/usr/lib/libx.so.1"}


def test_the_link_of_a_library_is_followed_and_its_own_name_is_told():
    found = debian(
        {"usr/bin/app": program("libx.so.1"), "opt/libx.so.1.2.3": library("libx.so.1")},
        link("usr/lib/libx.so.1", "../../opt/libx.so.1.2.3"),
    )
    assert needs(found, "/usr/bin/app") == {"libx.so.1": "/usr/lib/libx.so.1"}


class TestSearchPath:
    """RPATH, RUNPATH, LD_LIBRARY_PATH and the variables in them (ld.so(8))."""

    OWN = library("libx.so.1")

    def test_a_runpath_is_relative_to_the_program_by_origin(self):
        contents = {
            "opt/app/bin/app": program("libx.so.1", runpath="$ORIGIN/../lib"),
            "opt/app/lib/libx.so.1": self.OWN,
        }
        assert needs(debian(contents), "/opt/app/bin/app") == {"libx.so.1": "/opt/app/lib/libx.so.1"}

    def test_lib_and_platform_are_the_loaders(self):
        contents = {
            "opt/app": program("libx.so.1", "liby.so.1", runpath="/opt/${LIB}:/opt/$PLATFORM"),
            "opt/lib/x86_64-linux-gnu/libx.so.1": self.OWN,
            "opt/x86_64/liby.so.1": library("liby.so.1"),
        }
        assert needs(debian(contents), "/opt/app") == {
            "libx.so.1": "/opt/lib/x86_64-linux-gnu/libx.so.1",
            "liby.so.1": "/opt/x86_64/liby.so.1",
        }

    def test_an_rpath_holds_for_what_is_loaded_further_down(self):
        contents = {
            "opt/app": program("liby.so.1", rpath="/opt/lib"),
            "opt/lib/liby.so.1": library("liby.so.1", "libx.so.1"),
            "opt/lib/libx.so.1": self.OWN,
        }
        found = debian(contents)
        assert "missing" not in found["/opt/app"]
        assert needs(found, "/opt/lib/liby.so.1") == {"libx.so.1": "/opt/lib/libx.so.1"}

    def test_a_runpath_holds_for_the_own_needs_alone(self):
        contents = {
            "opt/app": program("liby.so.1", runpath="/opt/lib"),
            "opt/lib/liby.so.1": library("liby.so.1", "libx.so.1"),
            "opt/lib/libx.so.1": self.OWN,
        }
        assert debian(contents)["/opt/app"]["missing"] == {"libx.so.1": "/opt/lib/liby.so.1"}

    def test_the_environment_comes_before_a_runpath_and_after_an_rpath(self):
        contents = {
            "opt/new": program("libx.so.1", runpath="/opt/own"),
            "opt/old": program("libx.so.1", rpath="/opt/own"),
            "opt/own/libx.so.1": self.OWN,
            "opt/given/libx.so.1": library("libx.so.1", "libc.so.6"),
        }
        found = debian(contents, environment={"LD_LIBRARY_PATH": "::/opt/given;/nowhere"})
        assert needs(found, "/opt/new") == {"libx.so.1": "/opt/given/libx.so.1"}
        assert needs(found, "/opt/old") == {"libx.so.1": "/opt/own/libx.so.1"}

    def test_a_program_with_rights_of_its_own_does_not_heed_the_environment(self):
        contents = {"opt/app": program("libx.so.1"), "opt/given/libx.so.1": self.OWN}
        found = debian(contents, environment={"LD_LIBRARY_PATH": "/opt/given"}, mode=0o4755)
        assert needs(found, "/opt/app") == {"libx.so.1": None}

    def test_a_name_with_a_slash_is_a_path(self):
        contents = {"opt/app": program("/opt/x.so", "$ORIGIN/y.so"), "opt/x.so": self.OWN, "opt/y.so": library("y")}
        assert needs(debian(contents), "/opt/app") == {"/opt/x.so": "/opt/x.so", "$ORIGIN/y.so": "/opt/y.so"}

    def test_a_library_that_is_loaded_already_answers_to_its_name(self):
        contents = {
            "opt/app": program("libx.so.1", "liby.so.1", runpath="/opt/lib"),
            "opt/lib/libx.so.1": self.OWN,
            "opt/lib/liby.so.1": library("liby.so.1", "libx.so.1"),
        }
        found = debian(contents)
        assert "missing" not in found["/opt/app"]
        assert needs(found, "/opt/lib/liby.so.1") == {"libx.so.1": "/opt/lib/libx.so.1"}

    def test_libraries_that_need_each_other_are_no_endless_loop(self):
        contents = {
            "opt/app": program("liba.so", rpath="/opt"),
            "opt/liba.so": library("liba.so", "libb.so"),
            "opt/libb.so": library("libb.so", "liba.so"),
        }
        assert needs(debian(contents), "/opt/libb.so") == {"liba.so": "/opt/liba.so"}


class TestConfiguration:
    """ld.so.cache, ld.so.conf and ld.so.preload (ldconfig(8), ld.so(8))."""

    APP = {"usr/bin/app": program("libx.so.1"), "opt/lib/libx.so.1": library("libx.so.1")}  # noqa: RUF012 - never changed

    def test_the_cache_decides(self):
        found = debian({**self.APP, "etc/ld.so.cache": cache({"libx.so.1": ["/opt/lib/libx.so.1"]})})
        assert needs(found, "/usr/bin/app") == {"libx.so.1": "/opt/lib/libx.so.1"}

    def test_a_library_that_ldconfig_was_not_told_of_is_not_found(self):
        contents = {**self.APP, "etc/ld.so.conf": b"/opt/lib\n", "etc/ld.so.cache": cache({})}
        assert needs(debian(contents), "/usr/bin/app") == {"libx.so.1": None}

    def test_a_file_that_is_in_the_cache_and_gone_is_not_found(self):
        contents = {"usr/bin/app": program("libx.so.1"), "etc/ld.so.cache": cache({"libx.so.1": ["/opt/libx.so.1"]})}
        assert needs(debian(contents), "/usr/bin/app") == {"libx.so.1": None}

    def test_without_a_cache_the_configuration_says_what_would_be_in_it(self):
        contents = {
            **self.APP,
            "etc/ld.so.conf": b"include ld.so.conf.d/*.conf\n",
            "etc/ld.so.conf.d/x.conf": b"/opt/lib\n",
        }
        assert needs(debian(contents), "/usr/bin/app") == {"libx.so.1": "/opt/lib/libx.so.1"}

    def test_configuration_that_includes_itself_is_read_once(self):
        contents = {**self.APP, "etc/ld.so.conf": b"include /etc/ld.so.conf\n/opt/lib\n"}
        assert needs(debian(contents), "/usr/bin/app") == {"libx.so.1": "/opt/lib/libx.so.1"}

    def test_what_is_loaded_before_all_else_answers_for_others(self):
        contents = {**self.APP, "etc/ld.so.preload": b"/opt/lib/libx.so.1\n"}
        found = debian(contents)
        assert needs(found, "/usr/bin/app") == {"libx.so.1": "/opt/lib/libx.so.1"}
        assert found["/etc/ld.so.preload"] == {"needed": {"/opt/lib/libx.so.1": "/opt/lib/libx.so.1"}}

    def test_a_library_to_be_preloaded_that_is_missing_is_told(self):
        found = debian(self.APP, environment={"LD_PRELOAD": "libjemalloc.so.2"})
        assert found["LD_PRELOAD"] == {"needed": {"libjemalloc.so.2": None}}

    def test_a_cache_that_cannot_be_read_fails_the_section_and_says_why(self):
        found = section({"usr/bin/app": program(), "etc/ld.so.cache": b"nonsense"})
        assert found.status is Status.FAILED
        assert found.reason.startswith("/etc/ld.so.cache: no loader cache")


class TestVersions:
    """Symbol versions that a file requires of a library."""

    def test_a_version_that_the_library_does_not_define_is_unresolved(self):
        requires = {"libc.so.6": ["GLIBC_2.34", "GLIBC_2.38"]}
        found = debian({"usr/bin/app": program("libc.so.6", requires=requires)})
        assert found["/usr/bin/app"]["unresolved_versions"] == ["libc.so.6: GLIBC_2.38"]

    def test_a_library_without_versions_is_taken_for_any(self):
        contents = {
            "usr/bin/app": program("libx.so.1", requires={"libx.so.1": ["X_2"]}),
            "usr/lib/libx.so.1": library("libx.so.1"),
        }
        assert "unresolved_versions" not in debian(contents)["/usr/bin/app"]

    def test_a_library_that_is_missing_lacks_no_versions_beside(self):
        found = debian({"usr/bin/app": program("libx.so.1", requires={"libx.so.1": ["X_2"]})})
        assert "unresolved_versions" not in found["/usr/bin/app"]


class TestMusl:
    """musl's rules (ldso/dynlink.c): no cache, no versions, one file that is all of libc."""

    LOADER = elf(soname="libc.musl-x86_64.so.1")
    ALPINE = {"lib/ld-musl-x86_64.so.1": LOADER}  # noqa: RUF012 - never changed

    def alpine(self, contents: dict[str, bytes], *links: Entry, **more: Any) -> dict[str, Any]:
        return records(self.ALPINE | contents, link("lib/libc.musl-x86_64.so.1", "ld-musl-x86_64.so.1"), *links, **more)

    def test_all_names_of_libc_are_the_loader_itself(self):
        contents = {"usr/bin/app": program("libc.musl-x86_64.so.1", "libpthread.so.0", interpreter=MUSL)}
        assert set(needs(self.alpine(contents), "/usr/bin/app").values()) == {MUSL}

    def test_its_own_directories_are_searched_in_its_own_order(self):
        contents = {
            "usr/bin/app": program("libx.so.1", interpreter=MUSL),
            "usr/lib/libx.so.1": library("libx.so.1"),
            "usr/local/lib/libx.so.1": library("libx.so.1", "libc.so"),
        }
        assert needs(self.alpine(contents), "/usr/bin/app") == {"libx.so.1": "/usr/local/lib/libx.so.1"}

    def test_its_path_file_takes_their_place(self):
        contents = {
            "usr/bin/app": program("libx.so.1", "liby.so.1", interpreter=MUSL),
            "opt/lib/libx.so.1": library("libx.so.1"),
            "usr/lib/liby.so.1": library("liby.so.1"),
            "etc/ld-musl-x86_64.path": b"/opt/lib:/srv\n",
        }
        assert needs(self.alpine(contents), "/usr/bin/app") == {"libx.so.1": "/opt/lib/libx.so.1", "liby.so.1": None}

    def test_a_runpath_holds_for_what_is_loaded_further_down(self):
        contents = {
            "opt/app": program("liby.so.1", runpath="/opt/lib", interpreter=MUSL),
            "opt/lib/liby.so.1": library("liby.so.1", "libx.so.1"),
            "opt/lib/libx.so.1": library("libx.so.1"),
        }
        assert "missing" not in self.alpine(contents)["/opt/app"]

    def test_versions_are_not_looked_at(self):
        contents = {
            "usr/bin/app": program("libx.so.1", interpreter=MUSL, requires={"libx.so.1": ["X_2"]}),
            "usr/lib/libx.so.1": library("libx.so.1", defines=["X_1"]),
        }
        assert "unresolved_versions" not in self.alpine(contents)["/usr/bin/app"]

    def test_a_program_of_glibc_has_no_loader_there(self):
        found = self.alpine({"usr/bin/app": program("libc.so.6")})
        assert found["/usr/bin/app"]["interpreter_missing"] is True


class TestPlugins:
    """What a program loads by itself while it runs."""

    def test_what_lies_elsewhere_may_be_loaded_by_the_program_before_its_plugin(self):
        contents = {
            "opt/jvm/lib/libjava.so": library("libjava.so", "libjvm.so", runpath="$ORIGIN"),
            "opt/jvm/lib/server/libjvm.so": library("libjvm.so"),
        }
        found = debian(contents)["/opt/jvm/lib/libjava.so"]
        assert (found["needed"], found["elsewhere"]) == (
            {"libjvm.so": None},
            {"libjvm.so": "/opt/jvm/lib/server/libjvm.so"},
        )

    def test_an_extension_module_of_python_is_looked_at_though_nothing_names_it(self):
        module = "usr/lib/python3/dist-packages/x.cpython-311-x86_64-linux-gnu.so"
        found = debian({module: library("", "libssl.so.3", "libc.so.6")}, mode=0o644)
        assert needs(found, f"/{module}") == {"libssl.so.3": None, "libc.so.6": f"/{TRIPLET}/libc.so.6"}


@pytest.mark.parametrize("path", ["usr/bin/app", "usr/lib/libx.so.1"])
def test_a_damaged_file_is_told_and_stops_nothing(path):
    found = debian({path: b"\x7fELF\x02\x01 and no more", "usr/bin/other": program("libc.so.6")})
    assert found[f"/{path}"] == {"unreadable": "an ELF file that ends in its header: was it cut off?"}
    assert needs(found, "/usr/bin/other") == {"libc.so.6": f"/{TRIPLET}/libc.so.6"}


def test_a_library_that_could_not_be_read_is_not_missing():
    found = debian({"usr/bin/app": program("libx.so.1"), "usr/lib/libx.so.1": b"\x7fELF and no more"})
    assert needs(found, "/usr/bin/app") == {"libx.so.1": "/usr/lib/libx.so.1"}


def test_programs_that_are_made_to_load_without_an_end_fail_the_section(monkeypatch):
    monkeypatch.setattr("drift.joins.processes.MOST_NEEDS", 2)
    found = section(DEBIAN | {"usr/bin/app": program("libc.so.6", "a", "b")}, *LINKS)
    assert (found.status, found.reason) == (Status.FAILED, "/usr/bin/app would load more than 2 libraries")


def test_what_is_no_program_or_library_has_no_record():
    contents = {"lib/modules/x.ko": elf(kind=1), "core": elf(kind=4), "usr/bin/script": b"#!/bin/sh\n", "a.so": b"text"}
    assert records(contents) == {}
