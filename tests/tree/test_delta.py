import pytest
from hypothesis import given
from hypothesis import strategies as st

from drift.errors import MalformedArchive
from drift.model.entries import Entry, same_file
from drift.model.protocols import Baseline
from drift.tree.delta import Delta, delta_between, lay
from drift.tree.fold import Tree, fold
from tests.tree.made import directory, file, hardlink, layer, symlink

IMAGE = fold(
    [[directory("etc"), file("etc/motd", "hi"), file("etc/hosts"), directory("d"), file("d/a"), file("d/b/c")]]
)


def listing(tree: Tree) -> list[Entry]:
    return [entry for path in tree.paths() if (entry := tree.entry(path))]


def test_what_is_equal_in_record_is_no_difference():
    later = [entry._replace(mtime=9) for entry in listing(IMAGE)]
    assert delta_between(IMAGE, later) == Delta({}, frozenset())


def test_what_is_new_or_otherwise_is_changed():
    now = [*listing(IMAGE), file("etc/motd", "hello"), directory("new", 0o700), file("new/x")]
    assert delta_between(IMAGE, now) == Delta(
        {"etc/motd": file("etc/motd", "hello"), "new": directory("new", 0o700), "new/x": file("new/x")}, frozenset()
    )


def test_every_path_that_is_gone_is_removed():
    now = [entry for entry in listing(IMAGE) if not entry.path.startswith("d")]
    assert delta_between(IMAGE, now) == Delta({}, frozenset({"d", "d/a", "d/b", "d/b/c"}))


def test_a_file_in_the_place_of_a_directory_removes_what_was_below():
    now = [entry for entry in listing(IMAGE) if not entry.path.startswith("d/")]
    assert delta_between(IMAGE, [*now, symlink("d", "etc")]) == Delta(
        {"d": symlink("d", "etc")}, frozenset({"d/a", "d/b", "d/b/c"})
    )


def test_a_hard_link_is_compared_as_the_file_that_it_is():
    now = [*listing(IMAGE), hardlink("etc/hosts", "etc/motd")]
    assert delta_between(IMAGE, now).changed == {"etc/hosts": file("etc/hosts", "hi")}


def test_a_hard_link_to_nothing_is_refused():
    with pytest.raises(MalformedArchive):
        delta_between(IMAGE, [hardlink("a", "nowhere")])


def test_a_file_that_could_not_be_read_is_changed_without_a_digest():
    unread = file("etc/motd", "hi")._replace(sha256=None)
    assert delta_between(IMAGE, [*listing(IMAGE), unread]).changed == {"etc/motd": unread}


def test_nothing_counts_as_removed_where_nothing_could_be_listed():
    now = [entry for entry in listing(IMAGE) if not entry.path.startswith(("d/", "etc/motd"))]
    assert delta_between(IMAGE, now, unseen=["d"]).removed == {"etc/motd"}


# --- laid on a tree ------------------------------------------------------------------------------------------------------


def test_a_laid_tree_shows_the_tree_where_the_delta_is_silent():
    laid = lay(IMAGE, Delta({"etc/motd": file("etc/motd", "new")}, frozenset({"d/a"})))
    assert laid.entry("etc/motd") == file("etc/motd", "new")
    assert laid.entry("etc/hosts") == file("etc/hosts")
    assert laid.entry("d/a") is None


def test_children_of_a_laid_tree_are_those_of_both():
    laid = lay(IMAGE, Delta({"d/0": file("d/0"), "x/y": file("x/y")}, frozenset({"d/a"})))
    assert list(laid.children("d")) == ["0", "b"]
    assert list(laid.children("etc")) == ["hosts", "motd"]
    assert list(laid.children("x")) == ["y"]


names = st.sampled_from(["a", "b", "a-b"])
paths = st.lists(names, min_size=1, max_size=3).map("/".join)
entries = st.one_of(
    st.builds(file, paths, st.sampled_from(["", "x"])), st.builds(directory, paths), st.builds(symlink, paths, names)
)
trees = st.lists(entries, max_size=8).map(lambda one: fold([one]))


@given(trees, trees)
def test_the_delta_between_two_trees_laid_on_the_one_is_the_other(before: Tree, after: Tree):
    delta = delta_between(before, listing(after))
    assert says(lay(before, delta), after) == says(after, after)
    assert all(before.entry(path) and not after.entry(path) for path in delta.removed)
    assert not any(
        (old := before.entry(path)) is not None and same_file(old, entry) for path, entry in delta.changed.items()
    )


def says(one: Baseline, paths_of: Tree) -> dict[str, object]:
    asked = ["", *paths_of.paths(), "none", "a", "a/b", "b/a/a"]
    return {
        "entries": [one.entry(path) for path in asked],
        "children": [list(one.children(path)) for path in asked],
        "sizes": [one.size_below(path) for path in asked],
        "paths": list(one.paths()),
    }


def test_a_layer_of_names_is_laid_like_any_tree():
    laid = lay(fold([layer("a/b")]), Delta({}, frozenset()))
    assert list(laid.paths()) == ["a", "a/b"]
