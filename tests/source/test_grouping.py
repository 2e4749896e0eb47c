"""Which requests read a set of paths for the least."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from drift.model.entries import Entry, FileType
from drift.source.grouping import FORBIDDEN, Group, Plan, plan
from drift.tree.fold import Tree, fold

REQUEST = 1000


def tree_of(sizes: dict[str, int]) -> Tree:
    return fold([[Entry(path, FileType.REGULAR, 0o644, 0, 0, size) for path, size in sizes.items()]])


def planned(sizes: dict[str, int], *, whole=(), alone=(), request=REQUEST, price=lambda _path: 0.0) -> Plan:
    return plan(whole, alone, tree_of(sizes), request=request, price=price)


def test_nothing_to_read_is_no_request():
    assert planned({"a/b": 1}) == Plan((), 0.0)


def test_many_small_files_of_one_directory_are_one_request():
    files = {f"etc/app/{number}": 10 for number in range(40)}
    assert planned(files, alone=files).groups == (Group("etc/app", whole=True),)


def test_two_files_in_two_huge_directories_are_two_requests():
    sizes = {"one/rest": 10**9, "one/small": 1, "two/rest": 10**9, "two/small": 1}
    assert planned(sizes, alone=("one/small", "two/small")).groups == (
        Group("one/small", whole=False),
        Group("two/small", whole=False),
    )


def test_a_dear_request_gathers_what_a_cheap_one_leaves_apart():
    sizes = {"d/a": 10, "d/b": 10, "d/rest": 10_000}
    assert len(planned(sizes, alone=("d/a", "d/b"), request=100).groups) == 2
    assert planned(sizes, alone=("d/a", "d/b"), request=100_000).groups == (Group("d", whole=True),)


def test_what_is_asked_for_whole_is_read_whole_and_holds_what_is_below_it():
    sizes = {"d/huge": 10**9, "d/small": 1}
    assert planned(sizes, whole=("d",), alone=("d/small", "d")).groups == (Group("d", whole=True),)


def test_the_root_is_never_asked_for():
    asked = planned({"a": 1, "b": 1, "c": 1}, alone=("a", "b", "c"), request=10**9)
    assert [group.path for group in asked.groups] == ["a", "b", "c"]
    assert planned({"a": 1}, whole=("",)).groups == ()


def test_a_price_keeps_a_directory_from_being_read_whole():
    sizes = {f"d/{number}": 1 for number in range(10)}
    assert len(planned(sizes, alone=sizes).groups) == 1
    dear = planned(sizes, alone=sizes, price=lambda path: FORBIDDEN if path == "d" else 0.0)
    assert [group.path for group in dear.groups] == sorted(sizes)


def test_a_path_that_the_image_does_not_have_costs_its_request():
    assert planned({"a": 1}, whole=("new/file",)) == Plan((Group("new/file", whole=True),), REQUEST)


def test_a_directory_and_files_below_it_may_be_asked_for_by_themselves():
    sizes = {"d/huge": 10**9, "d/small": 1}
    assert planned(sizes, alone=("d", "d/small")).groups == (Group("d", whole=False), Group("d/small", whole=False))


def test_a_path_of_thousands_of_levels_is_planned():
    deep = "/".join("d" * 2000)
    assert planned({}, whole=(deep,)).groups == (Group(deep, whole=True),)


PATHS = st.lists(st.sampled_from("abc"), min_size=1, max_size=4).map("/".join)


@given(
    st.dictionaries(PATHS, st.integers(0, 5000)),
    st.sets(PATHS, max_size=6),
    st.sets(PATHS, max_size=6),
    st.integers(1, 9000),
)
def test_every_plan_covers_what_is_asked_for_once_and_costs_what_it_says(sizes, whole, alone, request_price):
    files = {path: size for path, size in sizes.items() if not any(other.startswith(f"{path}/") for other in sizes)}
    tree = tree_of(files)
    asked = plan(whole, alone, tree, request=request_price)
    entire = [group.path for group in asked.groups if group.whole]

    def covered(path: str) -> bool:
        return any(path == one or path.startswith(f"{one}/") for one in entire)

    assert all(covered(path) for path in whole)
    assert all(covered(path) or Group(path, whole=False) in asked.groups for path in alone)
    assert not any(covered(group.path) for group in asked.groups if not group.whole), "nothing is read twice"
    assert len(set(asked.groups)) == len(asked.groups)
    bytes_of_whole = sum(tree.size_below(path) for path in entire)
    assert asked.cost == pytest.approx(request_price * len(asked.groups) + bytes_of_whole)
    each = sum(request_price + tree.size_below(path) for path in whole) + request_price * len(alone)
    assert asked.cost <= each
