from dataclasses import replace

from drift.diff.files import MOST_EXPLAINED, file_changes
from drift.model.changes import ChangeType
from drift.model.coverage import IMAGE_DIFFERS
from drift.model.records import Kind
from drift.model.snapshot import Section
from tests.diff.sides import GONE, file, side


def changes(before, after):
    return [(one.key, one.change) for one in file_changes(before, after)]


def test_a_container_is_compared_with_the_tree_of_its_image():
    image = [file("etc/a"), file("etc/b"), file("bin/tool")]
    before = side("image:web", image=image)
    after = side(image=image, delta={"etc/a": file("etc/a", "y"), "etc/b": GONE, "etc/c": file("etc/c", "new")})
    assert changes(before, after) == [
        ("/etc/a", ChangeType.CHANGED),
        ("/etc/b", ChangeType.REMOVED),
        ("/etc/c", ChangeType.ADDED),
    ]


def test_a_file_belongs_to_a_package_that_only_the_container_has():
    installed = {
        "usr/bin/tree": file("usr/bin/tree"),
        "var/lib/dpkg/info/tree.list": file("tree.list", "/usr/bin/tree"),
    }

    def owners(tree, paths):
        return {path: "pkg:deb/debian/tree" for path in paths if tree.entry("var/lib/dpkg/info/tree.list")}

    before, after = (replace(one, owners=owners) for one in (side(image=[]), side(image=[], delta=installed)))
    assert {one.explained for one in file_changes(before, after)} == {"pkg:deb/debian/tree"}


def test_both_sides_of_a_change_are_what_the_sides_really_have():
    image = [file("etc/a", "one")]
    (change,) = file_changes(side(image=image), side(image=image, delta={"etc/a": file("etc/a", "three", mode=0o600)}))
    assert change.before is not None
    assert change.after is not None
    assert (change.before["size"], change.before["mode"]) == (3, "0644")
    assert (change.after["size"], change.after["mode"]) == (5, "0600")


def test_two_containers_that_drifted_alike_do_not_differ():
    image = [file("etc/a")]
    delta = {"etc/a": file("etc/a", "same"), "opt/x": file("opt/x", "same too")}
    assert changes(side(image=image, delta=delta), side(image=image, delta=dict(delta))) == []


def test_what_only_one_of_two_containers_changed_is_compared_with_the_image_of_the_other():
    image = [file("etc/a"), file("etc/b")]
    before = side(image=image, delta={"etc/b": GONE})
    assert changes(before, side(image=image)) == [("/etc/b", ChangeType.ADDED)]


def test_a_file_under_a_new_name_is_moved_and_says_from_where():
    image = [file("opt/old", "content")]
    moved = side(image=image, delta={"opt/old": GONE, "srv/new": file("srv/new", "content")})
    (change,) = file_changes(side(image=image), moved)
    assert (change.key, change.change) == ("/srv/new", ChangeType.MOVED)
    assert change.before is not None
    assert change.before["path"] == "/opt/old"


def test_of_several_origins_the_one_with_the_same_name_was_moved():
    image = [file("a/one", "same"), file("b/two", "same")]
    after = side(image=image, delta={"a/one": GONE, "b/two": GONE, "c/two": file("c/two", "same")})
    found = list(file_changes(side(image=image), after))
    assert [(one.key, one.change) for one in found] == [("/a/one", ChangeType.REMOVED), ("/c/two", ChangeType.MOVED)]
    assert found[1].before is not None
    assert found[1].before["path"] == "/b/two"


def test_an_empty_file_is_never_taken_for_moved():
    image = [file("opt/old", "")]
    after = side(image=image, delta={"opt/old": GONE, "opt/new": file("opt/new", "")})
    assert changes(side(image=image), after) == [("/opt/new", ChangeType.ADDED), ("/opt/old", ChangeType.REMOVED)]


def test_what_two_images_differ_by_is_explained_and_what_a_container_changed_is_not():
    before = side(image=[file("app", "1"), file("etc/a")])
    after = side(image=[file("app", "2"), file("etc/a")], delta={"etc/a": file("etc/a", "edited")})
    found = {one.key: one.explained for one in file_changes(before, after)}
    assert found == {"/app": IMAGE_DIFFERS, "/etc/a": ""}


def test_of_what_images_explain_only_the_first_are_listed():
    before = side(image=[file("app")])
    after = side(image=[file(f"lib/{number:04}", str(number)) for number in range(MOST_EXPLAINED * 2)])
    explained = [one for one in file_changes(before, after) if one.explained]
    assert len(explained) == MOST_EXPLAINED


def test_a_side_whose_files_failed_is_incomparable_and_says_why():
    failed = side(files=Section.failed("the image was deleted"))
    (change,) = file_changes(side(image=[file("a")]), failed)
    assert (change.kind, change.change) == (Kind.FILES, ChangeType.INCOMPARABLE)
    assert (change.before, change.after) == (None, {"reason": "the image was deleted"})


def test_a_changed_document_has_its_details_from_the_image_and_the_container():
    old, new = file("etc/app.json", "old"), file("etc/app.json", "newer")
    assert old.sha256 is not None
    known = {(old.sha256.hex(), "app.json"): {"format": "json", "document": {"port": 80}}}
    before = side(image=[old], known=known)
    after = side(
        image=[old],
        delta={"etc/app.json": new},
        documents={"/etc/app.json": {"format": "json", "document": {"port": 81}}},
    )
    (change,) = file_changes(before, after)
    assert [(one.path, one.before, one.after) for one in change.details] == [("port", "80", "81")]
