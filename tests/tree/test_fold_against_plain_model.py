"""The fold against the plainest one that can be written, on generated layers."""

from contextlib import suppress

from hypothesis import given
from hypothesis import strategies as st

from drift.errors import MalformedArchive
from drift.model.entries import Entry, same_file
from drift.tree.fold import Tree, fold
from tests.tree.made import directory, file, hardlink, opaque, parents, plainly_folded, symlink, whiteout

names = st.sampled_from(["a", "b", "a-b"])
paths = st.lists(names, min_size=1, max_size=3).map("/".join)
modes = st.sampled_from([0o700, 0o711])
entries = st.one_of(
    st.builds(file, paths, st.sampled_from(["", "x"])),
    st.builds(directory, paths, modes),
    st.builds(symlink, paths, st.just("a")),
    st.builds(hardlink, paths, paths),
    st.builds(whiteout, paths),
    st.builds(opaque, paths | st.just("")),
)
layers = st.lists(st.lists(entries, max_size=6), max_size=4)


def plainly(generated: list[list[Entry]]) -> dict[str, Entry] | None:
    with suppress(MalformedArchive):
        return plainly_folded(generated)
    return None


@given(layers)
def test_a_fold_is_what_the_plain_model_says(generated: list[list[Entry]]):
    expected = plainly(generated)
    if expected is None:  # a hard link to nothing: refused, or of no consequence since an upper layer replaces it
        with suppress(MalformedArchive):
            assert_whole(fold(generated))
        return
    tree = fold(generated)
    assert {path: tree.entry(path) for path in tree.paths()} == expected
    assert_whole(tree)


@given(layers, layers)
def test_equal_digests_are_equal_trees(one: list[list[Entry]], other: list[list[Entry]]):
    if (first := plainly(one)) is not None and (second := plainly(other)) is not None:
        same = first.keys() == second.keys() and all(same_file(first[path], second[path]) for path in first)
        assert (fold(one).digest == fold(other).digest) is same


@given(layers)
def test_a_tree_says_the_same_in_each_of_its_ways(generated: list[list[Entry]]):
    expected = plainly(generated)
    if expected is None:
        return
    tree = fold(generated)
    for path in ["", *expected, "none", "a/none"]:
        below = sorted(one for one in expected if not path or one.startswith(f"{path}/"))
        assert list(tree.below(path)) == below
        assert [f"{path}/{name}".lstrip("/") for name in tree.children(path)] == [
            one for one in below if "/" not in one[len(path) :].lstrip("/")
        ]
        counted = [*below, path] if path in expected else below
        assert tree.size_below(path) == sum(expected[one].size + 512 for one in counted)


def assert_whole(tree: Tree) -> None:
    for path in tree.paths():
        for parent in parents(path):
            above = tree.entry(parent)
            assert above is not None
            assert above.type.value == "directory"
