import json
from typing import Any

from drift.collectors.reading import FactIndex
from drift.joins.declared import declared
from drift.joins.packages import packages
from drift.joins.snapshot import COLLECTED
from drift.model.facts import Status
from drift.model.records import Kind
from drift.model.snapshot import Section
from tests.joins.trees import regular, root, tree_of

NPM_LOCK = json.dumps(
    {"packages": {"node_modules/@s/a": {"version": "1.0.0"}, "node_modules/b": {"version": "2.0.0", "dev": True}}}
).encode()
YARN_LOCK = b'# yarn lockfile v1\n\nb@^2:\n  version "2.1.0"\n'


def records(section: Section) -> dict[str, Any]:
    assert section.set is not None, section.reason
    return {one.key: one.value for one in section.set.records}


def test_a_lock_file_declares_packages_for_its_directory():
    assert records(declared(*root({"srv/app/package-lock.json": NPM_LOCK}))) == {
        "pkg:npm/%40s/a#/srv/app": {"versions": ["1.0.0"], "evidence": ["/srv/app/package-lock.json"]},
        "pkg:npm/b#/srv/app": {
            "versions": ["2.0.0"],
            "evidence": ["/srv/app/package-lock.json"],
            "optional": True,
        },
    }


def test_two_lock_files_of_one_directory_say_it_together():
    contents = {"srv/app/package-lock.json": NPM_LOCK, "srv/app/yarn.lock": YARN_LOCK}
    assert records(declared(*root(contents)))["pkg:npm/b#/srv/app"] == {
        "versions": ["2.0.0", "2.1.0"],
        "evidence": ["/srv/app/package-lock.json", "/srv/app/yarn.lock"],
    }


def test_two_applications_are_apart():
    contents = {"srv/a/package-lock.json": NPM_LOCK, "package-lock.json": NPM_LOCK}
    assert {key.partition("#")[2] for key in records(declared(*root(contents)))} == {"/srv/a", "/"}


def test_what_is_declared_is_not_installed():
    assert records(packages(*root({"srv/app/package-lock.json": NPM_LOCK}))) == {}


def test_a_lock_file_that_is_broken_is_a_failure_of_what_is_declared_and_of_nothing_else():
    tree, facts = root({"srv/app/package-lock.json": b"{"})
    section = declared(tree, facts)
    assert section.status is Status.FAILED
    assert section.reason.startswith("/srv/app/package-lock.json: package-lock.json is no JSON")
    assert records(packages(tree, facts)) == {}


def test_a_lock_file_that_was_not_read_is_a_failure():
    section = declared(tree_of(regular("srv/app/package-lock.json", NPM_LOCK)), FactIndex())
    assert section.status is Status.FAILED


def test_every_snapshot_says_what_is_declared():
    assert Kind.DECLARED in COLLECTED
