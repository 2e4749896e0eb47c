import pytest

from drift.errors import MalformedArchive
from drift.model.entries import Entry, FileType
from drift.tree.fold import Difference, Tree, fold
from drift.tree.merge import LONGEST_IMPLIED
from tests.tree.made import directory, file, hardlink, layer, opaque, symlink, whiteout


def paths(*layers: list[Entry]) -> list[str]:
    return list(fold(layers).paths())


# --- whiteouts and opaque directories ------------------------------------------------------------------------------------


def test_a_whiteout_deletes_what_lower_layers_have():
    assert paths(layer("etc/", "etc/a", "etc/b"), layer("etc/", "etc/.wh.a")) == ["etc", "etc/b"]


def test_a_whiteout_of_a_directory_deletes_all_below_it():
    assert paths(layer("a/", "a/b/", "a/b/c"), layer(".wh.a")) == []


@pytest.mark.parametrize("upper", [layer("a/.wh.x", "a/x"), layer("a/x", "a/.wh.x")])
def test_a_whiteout_spares_its_own_layer_wherever_it_stands(upper: list[Entry]):
    tree = fold([[directory("a"), file("a/x", "old")], upper])
    assert tree.entry("a/x") == file("a/x", "a/x")


def test_a_whiteout_spares_the_layers_above():
    assert paths(layer("a"), layer(".wh.a"), layer("a")) == ["a"]


def test_what_a_whiteout_deleted_stays_deleted_when_its_directory_comes_again():
    assert paths(layer("a/", "a/old"), layer(".wh.a"), layer("a/", "a/new")) == ["a", "a/new"]


def test_an_opaque_directory_hides_what_lower_layers_put_there():
    assert paths(layer("etc/app/a", "etc/app/b"), layer("etc/app/", "etc/app/.wh..wh..opq", "etc/app/c")) == [
        "etc",
        "etc/app",
        "etc/app/c",
    ]


@pytest.mark.parametrize("upper", [layer("d/", "d/.wh..wh..opq", "d/new"), layer("d/", "d/new", "d/.wh..wh..opq")])
def test_an_opaque_mark_holds_wherever_it_stands_in_its_layer(upper: list[Entry]):
    assert paths(layer("d/", "d/old", "d/sub/", "d/sub/x"), upper) == ["d", "d/new"]


def test_an_opaque_root_hides_all_lower_layers():
    assert paths(layer("a", "b/c"), layer(".wh..wh..opq", "d")) == ["d"]


def test_an_opaque_mark_leaves_the_directory_itself_listed_or_not():
    assert paths(layer("d/"), layer("d/.wh..wh..opq")) == ["d"]
    assert paths(layer("d/e/old"), layer("d/e/.wh..wh..opq")) == ["d", "d/e"]


def test_an_opaque_directory_keeps_layers_above_and_is_the_upper_one():
    tree = fold([[directory("d", 0o700), file("d/x")], [directory("d", 0o711), opaque("d")], [file("d/y")]])
    assert (list(tree.paths()), tree.entry("d")) == (["d", "d/y"], directory("d", 0o711))


# --- what replaces what ----------------------------------------------------------------------------------------------------


def test_the_upper_file_wins():
    assert fold([[file("a", "old")], [file("a", "new", 0o600)]]).entry("a") == file("a", "new", 0o600)


def test_the_upper_directory_gives_its_mode_and_both_their_files():
    tree = fold([[directory("d", 0o700), file("d/a")], [directory("d", 0o750, 7), file("d/b")]])
    assert (tree.entry("d"), list(tree.paths())) == (directory("d", 0o750, 7), ["d", "d/a", "d/b"])


@pytest.mark.parametrize("replacing", [file("d"), symlink("d", "elsewhere"), Entry("d", FileType.FIFO, 0o644, 0, 0)])
def test_anything_else_in_the_place_of_a_directory_removes_what_was_below(replacing: Entry):
    assert paths(layer("d/", "d/a", "d/b/", "d/b/c"), [replacing]) == ["d"]


def test_a_directory_in_the_place_of_a_file_hides_what_was_below_before_the_file():
    assert paths(layer("d/", "d/old"), layer("d"), layer("d/", "d/new")) == ["d", "d/new"]


def test_a_file_below_another_layer_s_file_takes_its_place():
    tree = fold([layer("a"), layer("a/b")])
    assert (list(tree.paths()), tree.entry("a")) == (["a", "a/b"], directory("a"))


def test_of_a_path_that_stands_twice_in_a_layer_the_last_counts():
    assert fold([[file("a", "1"), file("a", "2")]]).entry("a") == file("a", "2")
    assert paths([directory("a"), file("a/b"), file("a")]) == ["a"]


def test_a_link_in_a_lower_layer_is_not_followed():
    tree = fold([[directory("usr/lib"), symlink("lib", "usr/lib")], [file("lib/x")]])
    assert list(tree.paths()) == ["lib", "lib/x", "usr", "usr/lib"]
    assert tree.entry("lib") == directory("lib")


# --- parents that no layer lists -----------------------------------------------------------------------------------------


def test_a_parent_that_is_not_listed_is_root_s():
    assert fold([[file("a/b/c")]]).entry("a/b") == directory("a/b", 0o755)


def test_a_parent_that_a_lower_layer_lists_keeps_its_mode():
    assert fold([[directory("a", 0o700, 5)], [file("a/b")]]).entry("a") == directory("a", 0o700, 5)


def test_a_parent_that_an_upper_layer_lists_has_its_mode():
    assert fold([[file("a/b")], [directory("a", 0o700)]]).entry("a") == directory("a", 0o700)


def test_a_parent_whose_listing_was_deleted_is_root_s():
    tree = fold([[directory("a", 0o700)], [whiteout("a")], [file("a/b")]])
    assert tree.entry("a") == directory("a", 0o755)


def test_a_parent_in_the_place_of_a_file_is_root_s_whatever_was_before_the_file():
    assert fold([[directory("a", 0o700)], [file("a")], [file("a/b")]]).entry("a") == directory("a", 0o755)


def test_the_root_is_no_entry():
    assert paths([directory("", 0o700), file("a")]) == ["a"]


def test_directories_that_are_only_implied_are_bounded():
    deep = "/".join(["d"] * 2000)
    hostile = [file(f"{number}/{deep}") for number in range(LONGEST_IMPLIED // 4_000_000 + 2)]
    with pytest.raises(MalformedArchive, match="imply"):
        fold([hostile])


# --- hard links --------------------------------------------------------------------------------------------------------------


def test_a_hard_link_has_the_record_of_its_target():
    tree = fold([[file("a", "x", 0o4755, 9), hardlink("b", "a"), hardlink("c", "b")]])
    assert tree.entry("c") == file("c", "x", 0o4755, 9)


def test_a_hard_link_to_a_symbolic_link_is_one():
    assert fold([[symlink("a", "x"), hardlink("b", "a")]]).entry("b") == symlink("b", "x")


def test_a_hard_link_names_what_stands_before_it():
    tree = fold([[file("a", "first"), hardlink("b", "a"), file("a", "second")]])
    assert tree.entry("b") == file("b", "first")


def test_a_hard_link_names_a_file_of_a_lower_layer():
    assert fold([[file("a", "x")], layer("z"), [hardlink("b", "a")]]).entry("b") == file("b", "x")


def test_a_hard_link_outlives_its_target():
    tree = fold([[file("a", "x")], [hardlink("b", "a")], [whiteout("a")]])
    assert [tree.entry("a"), tree.entry("b")] == [None, file("b", "x")]


def test_hard_links_chain_through_layers():
    tree = fold([[file("a", "x")], [hardlink("b", "a")], [hardlink("c", "b"), hardlink("d", "c")]])
    assert tree.entry("d") == file("d", "x")


def test_a_hard_link_that_is_replaced_does_not_matter():
    assert fold([[hardlink("a", "nowhere"), file("a", "x")]]).entry("a") == file("a", "x")
    assert fold([[hardlink("a", "nowhere")], [file("a", "x")]]).entry("a") == file("a", "x")


@pytest.mark.parametrize(
    "layers",
    [
        [[hardlink("a", "nowhere")]],
        [[hardlink("a", "a")]],
        [[hardlink("a", "b"), hardlink("b", "a")]],
        [[hardlink("a", "b"), file("b")]],
        [[hardlink("a", "")]],
        [[file("b")], [whiteout("b")], [hardlink("a", "b")]],
        [[file("d/b")], [opaque("d")], [hardlink("a", "d/b")]],
        [[file("d/b")], [file("d")], [hardlink("a", "d/b")]],
        [[directory("d"), hardlink("a", "d")]],
        [[directory("d")], [hardlink("a", "d")]],
    ],
)
def test_a_hard_link_to_nothing_or_to_a_directory_is_refused(layers: list[list[Entry]]):
    with pytest.raises(MalformedArchive, match=r"hard link '[ab]'"):
        fold(layers)


# --- what a tree says ----------------------------------------------------------------------------------------------------


def test_children_are_names_in_order():
    tree = fold([layer("a/x/y", "a-b", "a/b", "a.txt", "a/x-y/z")])
    assert list(tree.children("")) == ["a", "a-b", "a.txt"]
    assert list(tree.children("a")) == ["b", "x", "x-y"]
    assert list(tree.children("a/b")) == list(tree.children("none")) == []


def test_below_is_all_below_and_nothing_beside():
    tree = fold([layer("a/x/y", "a-b", "a/b", "a.txt", "a0")])
    assert list(tree.below("a")) == ["a/b", "a/x", "a/x/y"]
    assert list(tree.below("")) == list(tree.paths())
    assert list(tree.below("a/b")) == []


def test_size_below_counts_files_and_headers():
    tree = fold([[file("a/x", "12345"), file("a/y/z", "1"), file("a.txt", "123"), symlink("a/l", "xx")]])
    assert tree.size_below("a") == 6 + 5 * 512
    assert tree.size_below("a/x") == 5 + 512
    assert tree.size_below("") == 9 + 6 * 512
    assert tree.size_below("none") == 0


def test_the_digest_is_that_of_the_tree_however_it_came_in_layers():
    one = fold([layer("a/", "a/b", "c")])
    other = fold([layer("c", "x", "a/"), layer("a/b", ".wh.x")])
    assert one.digest == other.digest


@pytest.mark.parametrize(
    "other",
    [
        file("a", "y"),
        file("b", "x"),
        file("a", "x", 0o600),
        file("a", "x", uid=1),
        file("a", "x")._replace(gid=1),
        file("a", "x")._replace(capability=b"\1"),
        file("a", "x")._replace(sha256=None),
        file("a", "x")._replace(size=2),
        symlink("a", "x"),
        directory("a"),
    ],
)
def test_the_digest_covers_whatever_is_compared(other: Entry):
    assert fold([[file("a", "x")]]).digest != fold([[other]]).digest


def test_the_digest_covers_targets_and_devices_but_not_times_and_modes_of_links():
    assert fold([[symlink("a", "x")]]).digest != fold([[symlink("a", "y")]]).digest
    null = Entry("null", FileType.CHARACTER, 0o666, 0, 0, rdev="1:3")
    assert fold([[null]]).digest != fold([[null._replace(rdev="1:5")]]).digest
    assert fold([[symlink("a", "x")]]).digest == fold([[symlink("a", "x")._replace(mode=0o755, mtime=9)]]).digest


def test_a_name_that_is_not_utf8_has_a_digest():
    assert fold([[file("caf\udce9")]]).digest != fold([[file("caf\udce8")]]).digest


def test_the_difference_of_two_trees():
    before = fold([[file("same", "1")._replace(mtime=1), file("gone"), file("mode", "x"), directory("d")]])
    after = fold([[file("same", "1")._replace(mtime=2), file("mode", "x", 0o755), directory("d"), file("d/new")]])
    assert before.difference(after) == Difference(added=("d/new",), removed=("gone",), changed=("mode",))
    assert before.difference(before) == Difference((), (), ())


def test_no_layers_are_an_empty_tree():
    tree = fold([])
    assert (len(tree), list(tree.paths()), tree.size_below("")) == (0, [], 0)
    assert tree.digest == Tree({}).digest
