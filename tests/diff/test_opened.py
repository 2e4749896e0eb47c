"""Two images opened up: what they bring is told like all else, with what is equal by kind."""

from drift.diff.compare import compare
from drift.diff.files import MOST_EXPLAINED
from drift.model.changes import Comparison, Relation
from drift.model.records import Kind
from tests.diff.sides import GONE, file, side


def opened() -> Comparison:
    """Package a is another by the images, b by hand; so are files v and w; x is equal."""
    image = {"a": {"versions": ["1"]}, "b": {"versions": ["1"]}, "c": {"versions": ["1"]}}
    old = side("image:1", packages=image)
    new = side("image:2", packages=image | {"a": {"versions": ["2"]}})
    before = side(image=[file("v", "1"), file("w"), file("x")], of_image=old.snapshot, packages=image)
    after = side(
        image=[file("v", "2"), file("w"), file("x")],
        delta={"w": file("w", "edited")},
        of_image=new.snapshot,
        packages=image | {"a": {"versions": ["2"]}, "b": {"versions": ["9"]}},
    )
    return compare(Relation.ENVIRONMENTS, "web", before, after, opened=True)


def test_nothing_is_explained_and_what_the_images_bring_is_marked():
    found = opened()
    assert not any(one.explained for one in found.changes)
    assert {one.key: one.of_images for one in found.changes} == {"/v": True, "a": True, "/w": False, "b": False}


def test_equal_things_are_counted_by_kind_files_among_them():
    assert opened().equal_of == {Kind.PACKAGES: 1, Kind.FILES: 1}
    assert opened().equal == 1


def test_equal_sides_are_counted_too():
    one = side(image=[file("a"), file("b")], delta={"b": GONE, "c": file("c")}, packages={"p": {"versions": ["1"]}})
    assert compare(Relation.ENVIRONMENTS, "web", one, one, opened=True).equal_of == {Kind.FILES: 2, Kind.PACKAGES: 1}


def test_more_than_a_person_reads_of_two_images_is_told_all_the_same():
    before, after = (
        side(image=[file("a")]),
        side(image=[file(f"lib/{number}", str(number)) for number in range(MOST_EXPLAINED * 2)]),
    )
    assert len(compare(Relation.ENVIRONMENTS, "web", before, after, opened=True).changes) > MOST_EXPLAINED * 2
