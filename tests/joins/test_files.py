from typing import Any

from drift.joins.files import all_files, changed_files
from drift.model.entries import Entry, FileType
from drift.model.snapshot import Section
from drift.tree.delta import Delta
from tests.joins.trees import REDACTOR, directory, link, regular


def contents(section: Section) -> dict[str, Any]:
    assert section.set is not None
    return {one.key: one.value for one in section.set.records}


def test_what_differs_has_its_record_and_what_is_gone_is_absent():
    delta = Delta({"etc/app": regular("etc/app", b"x"), "l": link("l", "/x")}, frozenset({"etc/gone"}))
    found = contents(changed_files(delta, REDACTOR))
    assert found["/etc/app"]["size"] == 1
    assert found["/l"] == {"type": "symlink", "uid": 0, "gid": 0, "linkname": "/x"}
    assert found["/etc/gone"] == {"type": "absent"}


def test_what_is_explained_is_left_out():
    delta = Delta({"a": regular("a"), "b": regular("b")}, frozenset({"c", "d"}))
    assert set(contents(changed_files(delta, REDACTOR, {"a", "c"}))) == {"/b", "/d"}


def test_a_small_secret_file_has_a_keyed_digest():
    delta = Delta({"etc/app.key": regular("etc/app.key", b"hunter2")}, frozenset())
    assert set(contents(changed_files(delta, REDACTOR))["/etc/app.key"]) == {
        "type",
        "uid",
        "gid",
        "mode",
        "size",
        "hmac",
        "key_id",
    }


def test_a_file_that_changed_while_it_was_read_has_no_digest():
    delta = Delta({"a": regular("a", b"x")._replace(sha256=None)}, frozenset())
    assert contents(changed_files(delta, REDACTOR))["/a"]["sha256"] is None


def test_a_whole_tree_is_all_but_its_root():
    entries = [directory(""), directory("etc"), Entry("etc/\udcff", FileType.FIFO, 0o600, 0, 0)]
    assert set(contents(all_files(entries, REDACTOR))) == {"/etc", "/etc/\udcff"}
