import io
from typing import Any

import pytest

from drift.collectors.interface import Unreadable
from drift.collectors.packages.dpkg import parse


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


@pytest.mark.parametrize(
    "state", ["unpacked", "half-configured", "half-installed", "triggers-awaited", "triggers-pending"]
)
def test_a_package_that_is_not_wholly_installed_is_listed_with_its_state(state):
    assert [one["state"] for one in packages_in(stanza(f"install ok {state}"))] == [state]


@pytest.mark.parametrize("state", ["not-installed", "config-files"])
def test_a_package_whose_files_are_gone_is_not_listed(state):
    assert packages_in(stanza(f"install reinstreq {state}")) == []


def test_a_package_that_was_never_unpacked_has_no_version_and_is_not_listed():
    assert packages_in(stanza("install reinstreq half-installed", Version=None)) == []


def test_a_held_package_is_installed_and_says_so():
    assert [one["state"] for one in packages_in(stanza("hold ok installed"))] == ["hold"]


def test_a_package_as_usual_has_no_state():
    assert "state" not in packages_in(stanza())[0]


def test_a_licence_that_is_stated_is_kept():
    assert packages_in(stanza(License="MIT"))[0]["licence"] == "MIT"


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
