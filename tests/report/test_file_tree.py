"""Changed files as a tree: folders with their numbers, and nothing that grows without a bound."""

from dataclasses import replace

import pytest

from drift.model.changes import Change, ChangeType, Relation, Side
from drift.model.coverage import IMAGE_DIFFERS
from drift.model.findings import Member, Severity
from drift.model.records import Kind
from drift.report import file_tree
from drift.report.file_tree import FileTree, Folder, file_trees, weights_of
from tests.render.shop import file, finding
from tests.render.sides import FILES, changed, compared


def tree(*changes: Change, weights=None) -> FileTree:
    (made,) = file_trees([compared(changes)], weights or {})
    return made


def outline(folder: Folder) -> dict:
    return {one.name: outline(one) for one in folder.folders} | {one.name: one.change.value for one in folder.files}


def test_folders_that_hold_nothing_else_are_one_line():
    assert outline(tree(*FILES).root) == {
        "etc/nginx/": {"conf.d/": {"default.conf": "removed", "shop.conf": "added"}, "nginx.conf": "changed"},
        "usr/": {
            "bin/": {"tool": "changed"},
            "share/nginx/html/": {"assets/": {"app.css": "moved", "app.js": "added"}, "index.html": "changed"},
        },
    }


def test_each_folder_has_how_many_changed_and_by_how_much_it_grew():
    folder = tree(*FILES).root.folders[0]
    assert folder.counts == {ChangeType.ADDED: 1, ChangeType.REMOVED: 1, ChangeType.CHANGED: 1}
    assert folder.growth == 3140 - 1093 + (2048 - 1204)
    assert folder.count == 3


@pytest.mark.parametrize(
    ("before", "after", "what"),
    [
        (file("0755", content="t"), file("4755", content="t"), "mode 0755 → 4755"),
        (file(content="a"), file(content="b"), "content"),
        (file(content="a"), file(owner="5:5", content="b"), "content, owner 0:0 → 5:5"),
        (file(), {"type": "symlink", "uid": 0, "gid": 0, "linkname": "/x"}, "file → symlink"),
        (
            {"type": "symlink", "uid": 0, "gid": 0, "linkname": "a"},
            {"type": "symlink", "uid": 0, "gid": 0, "linkname": "b"},
            "link to b",
        ),
        (file(content="t"), file(content="t", capability="01"), "capability"),
    ],
)
def test_a_changed_file_says_what_of_it(before, after, what):
    (found,) = tree(Change(Kind.FILES, "/a", ChangeType.CHANGED, before, after)).root.files
    assert found.what == what


def test_a_moved_file_says_where_it_was():
    (found,) = tree(changed("/app/b", ChangeType.MOVED)).root.files
    assert (found.name, found.what, found.growth) == ("b", "from /app/b.old", 0)


def test_a_folder_that_came_with_its_files_is_no_change_of_its_own():
    folder = {"type": "directory", "mode": "0755", "uid": 0, "gid": 0}
    added = Change(Kind.FILES, "/app/new", ChangeType.ADDED, None, folder)
    empty = Change(Kind.FILES, "/app/empty", ChangeType.ADDED, None, folder)
    made = tree(added, empty, changed("/app/new/file", ChangeType.ADDED))
    assert outline(made.root) == {"new/": {"file": "added"}, "empty/": "added"}
    assert made.root.count == 2


def test_containers_with_the_same_changes_share_a_tree():
    made = file_trees([compared(FILES), compared(FILES, "shop-web-2")], {})
    assert [one.containers for one in made] == [("shop-web-1", "shop-web-2")]
    assert (made[0].before_is, made[0].environment) == ("image", "production")


def test_two_environments_have_a_tree_of_their_own():
    step = replace(compared(FILES), relation=Relation.ENVIRONMENTS, before=Side("env:staging", "staging"))
    (made,) = file_trees([step], {})
    assert (made.before_is, made.after_is, made.containers) == ("staging", "production", ())


def test_nothing_changed_is_no_tree():
    failed = Change(Kind.FILES, "", ChangeType.INCOMPARABLE)
    other = Change(Kind.ENV, "A", ChangeType.ADDED, None, {"value": 1})
    assert file_trees([compared([]), compared([failed, other])], {}) == ()


def test_ten_thousand_changed_files_are_counted_and_the_worst_are_listed():
    worst = "/opt/app/lib/file9999"
    changes = [changed(f"/opt/app/lib/file{n:04}", ChangeType.ADDED, after=10) for n in range(10_000)]
    made = tree(*changes, weights={("web", "production", worst): Severity.CRITICAL})
    (folder, made_root) = (made.root, made.root)
    assert folder.name == "/opt/app/lib/"
    assert folder.files[0].name == "file9999"
    assert folder.files[0].severity is Severity.CRITICAL
    assert (len(folder.files), folder.more) == (file_tree.PER_FOLDER, 10_000 - file_tree.PER_FOLDER)
    assert (made_root.count, made_root.growth, made.shown) == (10_000, 100_000, file_tree.PER_FOLDER)


def test_many_folders_are_listed_as_far_as_there_is_room():
    changes = [changed(f"/srv/d{n:03}/e{m}/f", ChangeType.ADDED) for n in range(100) for m in range(100)]
    made = tree(*changes)
    assert made.shown <= file_tree.PER_TREE
    assert made.root.count == 10_000
    assert made.root.more == 100 - file_tree.PER_FOLDER
    assert all(one.count == 100 for one in made.root.folders)


def test_the_worst_file_is_listed_however_deep_it_lies():
    worst = "/srv/d099/e99/deeper/still/f"
    changes = [changed(f"/srv/d{n:03}/e{m:02}/f", ChangeType.ADDED) for n in range(100) for m in range(99)]
    made = tree(*changes, changed(worst), weights={("web", "production", worst): Severity.CRITICAL})
    first = made.root.folders[0]
    assert (first.name, first.folders[0].name) == ("d099/", "e99/deeper/still/")
    assert first.folders[0].files[0].severity is Severity.CRITICAL


def test_all_trees_of_a_page_share_their_room(monkeypatch):
    monkeypatch.setattr(file_tree, "ALL", 10)
    changes = [changed(f"/a{n}") for n in range(8)]
    made = file_trees([compared(changes, "one", "dev"), compared(changes, "two", "production")], {})
    assert [one.shown for one in made] == [8, 0]
    assert made[1].root.count == 8


def test_a_path_of_thousands_of_folders_is_no_deep_tree():
    made = tree(changed("/a" * 5_000), changed("/a/b"), changed("/a/a/c"))

    def depth(folder: Folder) -> int:
        return 1 + max(map(depth, folder.folders), default=0)

    assert depth(made.root) <= file_tree.DEEPEST + 1
    assert made.root.count == 3


def test_what_two_images_bring_is_counted():
    brought = replace(changed("/usr/bin/x"), explained=IMAGE_DIFFERS)
    assert tree(brought, changed("/etc/y")).of_images == 1


def test_a_finding_weighs_for_all_files_that_it_stands_for():
    one = finding("package-files", Severity.HIGH, Kind.FILES, "/a", members=(Member("/b", ChangeType.ADDED),))
    assert weights_of([one]) == {("api", "production", "/a"): Severity.HIGH, ("api", "production", "/b"): Severity.HIGH}
