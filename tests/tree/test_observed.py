"""What a route saw, laid against an image's tree."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from drift.errors import MalformedArchive
from drift.model.entries import Entry
from drift.model.observed import Observed
from drift.model.snapshot import Route
from drift.tree.delta import Delta, delta_between
from drift.tree.fold import Tree, fold
from drift.tree.observed import observed_delta
from tests.tree.made import directory, file, hardlink, symlink

IMAGE = fold([[file("etc/a"), file("etc/b"), directory("etc/empty"), file("srv/deep/er/c"), file("top")]])


def seen(**what) -> tuple[set[str], set[str]]:
    """Changed and removed paths."""
    mounts = what.pop("mounts", ())
    delta = observed_delta(IMAGE, Observed(Route.API, **what), mounts)
    return set(delta.changed), set(delta.removed)


def test_nothing_seen_is_nothing_changed():
    assert seen() == (set(), set())


def test_an_equal_record_is_no_change_whatever_its_time():
    assert seen(alone={"etc/a": file("etc/a")._replace(mtime=99)}) == (set(), set())


def test_a_path_by_itself_says_nothing_of_what_is_below_it():
    assert seen(alone={"etc": directory("etc", 0o700)}) == ({"etc"}, set())


def test_a_path_that_is_gone_takes_all_below_it_along():
    gone = {"srv", "srv/deep", "srv/deep/er", "srv/deep/er/c"}
    assert seen(alone={"srv": None}) == (set(), gone)
    assert seen(removed=frozenset({"srv"})) == (set(), gone)
    assert seen(whole={"srv": ()}) == (set(), gone)


def test_what_the_image_never_had_is_not_gone():
    assert seen(removed=frozenset({"never"}), alone={"nor/this": None}, whole={"new": ()}) == (set(), set())


def test_of_a_directory_that_was_read_whole_what_is_missing_is_gone():
    assert seen(whole={"etc": (directory("etc"), file("etc/b", "y"), file("etc/new"))}) == (
        {"etc/b", "etc/new"},
        {"etc/a", "etc/empty"},
    )


def test_what_was_found_wins_over_a_list_of_what_is_gone():
    found = (directory("etc"), file("etc/a"))
    assert seen(removed=frozenset({"etc"}), whole={"etc": found}) == (set(), {"etc/b", "etc/empty"})
    assert seen(removed=frozenset({"etc"}), alone={"etc": directory("etc"), "etc/b": file("etc/b")}) == (
        set(),
        {"etc/a", "etc/empty"},
    )


def test_a_file_in_place_of_a_directory_hides_what_was_below_it():
    assert seen(alone={"etc": file("etc")}) == ({"etc"}, {"etc/a", "etc/b", "etc/empty"})


@pytest.mark.parametrize("order", [("etc", "etc/a"), ("etc/a", "etc")])
def test_what_is_found_below_a_link_is_not_there_in_whatever_order_it_came(order):
    """An engine follows the link and sends what lies where it leads."""
    found = {"etc": symlink("etc", "moved"), "etc/a": file("etc/a", "other")}
    assert seen(alone={path: found[path] for path in order}) == ({"etc"}, {"etc/a", "etc/b", "etc/empty"})


def test_nothing_at_or_below_a_mount_is_reported_and_its_neighbours_are():
    whole = {"etc": (directory("etc"), directory("etc/empty"), file("etc/empty/x"), file("etc/emptyx"))}
    assert seen(whole=whole, mounts=("etc/empty", "etc/a")) == ({"etc/emptyx"}, {"etc/b"})
    assert seen(removed=frozenset({"etc"}), mounts=("etc",)) == (set(), set())


def test_the_root_is_no_entry():
    everything = (directory("", 0o700), *(entry for path in IMAGE.paths() if (entry := IMAGE.entry(path))))
    assert seen(whole={"": everything}) == (set(), set())


def test_a_hard_link_has_the_record_of_what_it_names():
    delta = observed_delta(
        IMAGE, Observed(Route.API, whole={"new": (directory("new"), file("new/x", "1"), hardlink("new/y", "new/x"))})
    )
    assert delta.changed["new/y"] == file("new/y", "1")


def test_a_hard_link_to_what_was_not_sent_is_an_error():
    with pytest.raises(MalformedArchive, match="'new/y' names 'etc/shadow'"):
        seen(whole={"new": (directory("new"), hardlink("new/y", "etc/shadow"))})


def test_a_file_that_could_not_be_read_in_peace_differs():
    assert seen(alone={"etc/a": file("etc/a")._replace(sha256=None)}) == ({"etc/a"}, set())


NAMES = st.lists(st.sampled_from("ab"), min_size=1, max_size=3).map("/".join)
TREES = st.dictionaries(NAMES, st.sampled_from(["1", "2", None])).map(
    lambda found: fold(
        [[file(path, content) if content else directory(path) for path, content in sorted(found.items())]]
    )
)


def entries(tree: Tree, path: str = "") -> tuple[Entry, ...]:
    at = [path] if path and tree.entry(path) else []
    return tuple(entry for one in (*at, *tree.below(path)) if (entry := tree.entry(one)))


@given(TREES, TREES)
def test_read_whole_or_by_its_top_folders_or_compared_as_trees_it_is_the_same(image, now):
    expected = delta_between(image, entries(now))
    whole = observed_delta(image, Observed(Route.EXPORT, whole={"": entries(now)}))
    tops = {path.partition("/")[0] for path in (*image.paths(), *now.paths())}
    by_top = observed_delta(image, Observed(Route.API, whole={path: entries(now, path) for path in tops}))
    assert as_sets(whole) == as_sets(by_top) == as_sets(expected)


@given(TREES, TREES)
def test_read_path_by_path_as_a_list_of_changes_names_them_it_is_the_same(image, now):
    """As Docker lists them: what is new with all below it, what is gone at its top, the rest by itself."""
    difference = image.difference(now)
    alone = {path: now.entry(path) for path in (*difference.added, *difference.changed)}
    removed = frozenset(path for path in difference.removed if path.rpartition("/")[0] not in difference.removed)
    found = observed_delta(image, Observed(Route.API, alone=alone, removed=removed))
    assert as_sets(found) == as_sets(delta_between(image, entries(now)))


def as_sets(delta: Delta) -> tuple[dict[str, Entry], set[str]]:
    return dict(delta.changed), set(delta.removed)
