"""Real programs and archives, against what `go version -m`, cargo-auditable's section and the archives' own pom.properties say."""

from typing import Any

import pytest

from drift.joins.packages import packages
from drift.model.entries import Entry
from tests.collectors.test_corpus import case
from tests.joins.trees import facts_of, link, regular, tree_of

CASES = (
    "binary-busybox-static",
    "go-buildinfo-big-endian",
    "go-buildinfo-many",
    "go-no-modules",
    "java-nested-jars",
    "java-shaded",
    "rust-auditable-many",
    "rust-auditable-whole-elf",
)

WITHOUT_POM = ("commons-logging", "1.2")
"""Of the nested jars: its manifest and file name do not say the group."""


def read_root(folder) -> dict[str, Any]:
    """Key → content of the packages of a directory whose files may be run."""
    contents = {}
    entries: list[Entry] = []
    for path in sorted(folder.rglob("*")):
        name = str(path.relative_to(folder))
        if path.is_symlink():
            entries.append(link(name, str(path.readlink())))
        elif path.is_file():
            contents[name] = path.read_bytes()
            entries.append(regular(name, contents[name], mode=path.stat().st_mode & 0o7777))
    section = packages(tree_of(*entries), facts_of(contents))
    assert section.set is not None, section.reason
    return {one.key: one.value for one in section.set.records}


def named(one: dict[str, Any]) -> tuple[str, str, str | None]:
    """Type, name with its group, and version; of a main module from a checkout it is in its commit, which no list of expectations has."""
    group = None if name_of_jar(one) == WITHOUT_POM and nested(one) else one.get("group")
    unversioned = one.get("role") == "main" and one["version"] is None
    return one["type"], f"{group}/{one['name']}" if group else one["name"], None if unversioned else one["version"]


def name_of_jar(one: dict[str, Any]) -> tuple[str, str | None]:
    return one["name"], one["version"]


def nested(one: dict[str, Any]) -> bool:
    return "!/" in one["path"]


def found_in(key: str, content: dict[str, Any]) -> list[tuple[str, str, str | None]]:
    type_, _, name = key.removeprefix("pkg:").partition("#")[0].partition("/")
    versions = [None if version.startswith("v0.0.0-2025") else version for version in content["versions"]]
    return [(type_, name.replace("%2B", "+"), version) for version in versions or [None]]


@pytest.mark.parametrize("name", CASES)
def test_every_package_of_a_real_program_is_found_and_none_is_invented(name):
    expected, folder = case(name)
    found = {one for key, content in read_root(folder).items() for one in found_in(key, content)}
    either = {named(one) for one in expected.get("either", ())}
    assert found - either == {named(one) for one in expected["packages"]} - either
