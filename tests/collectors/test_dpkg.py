import io
from typing import Any

import pytest

from drift.collectors.interface import Unreadable
from drift.collectors.packages.dpkg import listed_paths, parse, parse_list


def stanza(status: str | None = "install ok installed", **fields: str | None) -> str:
    fields = {"Package": "vim", "Status": status, "Architecture": "amd64", "Version": "2:9.0", **fields}
    return "".join(f"{name}: {value}\n" for name, value in fields.items() if value is not None)


def packages_in(text: str, name: str = "status") -> Any:
    return parse(io.BytesIO(text.encode("utf-8", "surrogateescape")), name)


def test_an_installed_package_has_its_version_architecture_and_source():
    assert packages_in(stanza(Source="vim-src")) == [
        {"type": "deb", "name": "vim", "version": "2:9.0", "architecture": "amd64", "source": "vim-src"}
    ]


def test_the_source_is_the_package_itself_where_it_is_not_said():
    assert packages_in(stanza())[0]["source"] == "vim"


def test_the_version_of_a_source_is_no_part_of_its_name():
    assert packages_in(stanza(Source="gcc-12 (12.2.0-14)"))[0]["source"] == "gcc-12"


def test_a_removed_package_that_left_its_config_is_not_installed():
    assert packages_in(stanza("deinstall ok config-files")) == []


@pytest.mark.parametrize("state", ["unpacked", "half-configured", "triggers-awaited", "triggers-pending"])
def test_a_package_whose_files_are_there_is_listed(state):
    assert len(packages_in(stanza(f"install ok {state}"))) == 1


@pytest.mark.parametrize("state", ["half-installed", "not-installed", "config-files"])
def test_a_package_whose_files_are_not_all_there_is_not_listed(state):
    assert packages_in(stanza(f"install reinstreq {state}")) == []


def test_a_held_package_is_installed():
    assert len(packages_in(stanza("hold ok installed"))) == 1


def test_two_architectures_of_one_package_are_two():
    text = stanza() + "\n" + stanza(Architecture="i386")
    assert [one["architecture"] for one in packages_in(text)] == ["amd64", "i386"]


def test_continuation_lines_are_not_fields():
    text = stanza(Description="an editor\n Package: emacs\n .\n Version: 99")
    assert [(one["name"], one["version"]) for one in packages_in(text)] == [("vim", "2:9.0")]


def test_field_names_ignore_case_and_lines_may_end_in_cr():
    assert packages_in("PACKAGE: vim\r\nVERSION: 1\r\n")[0]["version"] == "1"


def test_a_line_of_blanks_ends_a_stanza():
    assert len(packages_in(stanza() + " \t\n" + stanza(Package="nano"))) == 2


def test_a_stanza_of_distroless_needs_no_status():
    assert packages_in(stanza(status=None), "libc6")[0]["name"] == "vim"


def test_another_file_of_status_d_is_no_database():
    assert packages_in("#!/bin/sh\nexit 0\n", "libc6.other") is None


def test_a_database_of_something_else_is_refused():
    with pytest.raises(Unreadable, match="without Package"):
        packages_in("#!/bin/sh\nexit 0\n")


def test_a_database_that_is_cut_off_is_refused():
    with pytest.raises(Unreadable, match="'vim' has no Version"):
        packages_in(stanza(Version=None))


def test_an_empty_database_has_no_packages():
    assert packages_in("\n\n") == []


def test_a_list_names_its_package_and_keeps_every_path():
    content = b"/.\n/usr\n/usr/bin\n/usr/bin/caf\xe9\n/usr/share/with space\n"
    fact = parse_list(io.BytesIO(content), "libc6:amd64.list")
    assert fact["package"] == "libc6"
    assert listed_paths(fact) == ["usr", "usr/bin", "usr/bin/caf\udce9", "usr/share/with space"]


def test_a_list_is_small_as_a_fact():
    content = b"".join(b"/usr/share/zoneinfo/America/Place_%d\n" % n for n in range(2_000))
    assert len(parse_list(io.BytesIO(content), "tzdata.list")["paths"]) < len(content) / 5
