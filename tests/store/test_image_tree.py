"""An image's tree that is looked up in the store, path by path, against the same layers folded as a whole."""

from collections.abc import Iterator
from contextlib import suppress
from itertools import count

import pytest
from hypothesis import given
from hypothesis import strategies as st

from drift.errors import MalformedArchive
from drift.model.entries import Entry
from drift.store import Store
from drift.tree.fold import Tree, fold
from drift.tree.image_tree import ImageTree, difference
from tests.store.things import Layer, fact, sha
from tests.tree.made import directory, file, hardlink, opaque, symlink, whiteout

names = st.sampled_from(["a", "b", "a-b", "a\udcff"])
paths = st.lists(names, min_size=1, max_size=3).map("/".join)
entries = st.one_of(
    st.builds(file, paths, st.sampled_from(["", "x"])),
    st.builds(directory, paths, st.sampled_from([0o700, 0o711])),
    st.builds(symlink, paths, st.just("a")),
    st.builds(hardlink, paths, paths),
    st.builds(whiteout, paths),
    st.builds(opaque, paths | st.just("")),
)
layers = st.lists(st.lists(entries, max_size=7), max_size=4)


numbers = count()


@pytest.fixture(scope="module")
def shelf(tmp_path_factory) -> Iterator[Store]:
    """One store for all examples: a layer of each has a name of its own."""
    with Store.open(tmp_path_factory.mktemp("store") / "drift.db") as store:
        yield store


def keep(store: Store, generated: list[list[Entry]], facts=()) -> list[str]:
    kept = [Layer(*entries, name=f"layer {next(numbers)}") for entries in generated]
    for one in kept:
        store.layers.add(one, lambda: list(facts), {})
    return [one.diff_id for one in kept]


def tree_of(store: Store, generated: list[list[Entry]], facts=()) -> ImageTree:
    return ImageTree(store.layers.of_image(keep(store, generated, facts)))


def folded(generated: list[list[Entry]]) -> Tree | None:
    with suppress(MalformedArchive):
        return fold(generated)
    return None


@given(layers, st.lists(paths, max_size=4))
def test_each_path_alone_is_what_it_is_in_the_whole(shelf, generated, strange):
    whole = folded(generated)
    if whole is None:
        return
    asked = {*whole.paths(), *strange, *(entry.path for one in generated for entry in one)}

    for path in asked:
        tree = tree_of_same(shelf, generated)
        assert tree.entry(path) == whole.entry(path), path
        assert list(tree.below(path)) == list(whole.below(path)), path
        assert list(tree.children(path)) == list(whole.children(path)), path


@given(layers)
def test_paths_that_are_expected_together_are_what_they_are_in_the_whole(shelf, generated):
    whole = folded(generated)
    if whole is None:
        return
    tree = tree_of_same(shelf, generated)
    tree.expect(whole.paths())

    assert {path: tree.entry(path) for path in whole.paths()} == {path: whole.entry(path) for path in whole.paths()}


@given(layers, layers, layers)
def test_images_that_share_layers_differ_where_their_trees_do(shelf, base, one, other):
    before, after = (folded(base + own) for own in (one, other))
    if before is None or after is None:
        return
    shared = keep(shelf, base)
    trees = [ImageTree(shelf.layers.of_image([*shared, *keep(shelf, own)])) for own in (one, other)]

    assert difference(*trees) == before.difference(after)


def tree_of_same(store: Store, generated: list[list[Entry]]) -> ImageTree:
    """Kept once for each example."""
    key = repr(generated)
    if key not in _KEPT:
        _KEPT.clear()
        _KEPT[key] = tree_of(store, generated)
    return ImageTree(_KEPT[key].layers)


_KEPT: dict[str, ImageTree] = {}


def test_a_directory_that_an_upper_layer_implies_takes_the_place_of_a_link(store):
    tree = tree_of(store, [[directory("b"), symlink("a", "b")], [file("a/x")]])

    assert tree.entry("a") == directory("a")


def test_a_link_to_an_earlier_version_of_a_file_keeps_it(store):
    tree = tree_of(store, [[file("a", "old"), hardlink("b", "a"), file("a", "new")]])

    assert tree.entry("b") == file("b", "old")


def test_a_name_that_is_not_utf8_is_found_below_its_directory(store):
    tree = tree_of(store, [[directory("a"), file("a/\udcff"), file("a0")]])

    assert list(tree.below("a")) == ["a/\udcff"]
    assert tree.entry("a/\udcff") == file("a/\udcff")
    assert tree.size_below("a") == tree.whole.size_below("a")
    assert tree.size_below("") == tree.whole.size_below("")


def test_more_paths_than_one_question_takes_are_found(store):
    listed = [file(f"f{number}", str(number)) for number in range(2_000)]
    tree = tree_of(store, [listed])
    tree.expect(one.path for one in listed)

    assert [tree.entry(one.path) for one in listed] == listed
    assert "whole" not in vars(tree)


def test_what_a_collector_read_is_listed_by_path(store):
    read, unread = file("etc/a", "x")._replace(sha256=sha("read")), file("etc/b", "y")
    tree = tree_of(store, [[directory("etc"), read, unread]], [fact("read", name="a")])

    assert tree.collected(["dpkg"]) == {"etc/a"}
    assert tree.collected(["python"]) == set()
