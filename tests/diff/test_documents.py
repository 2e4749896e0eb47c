import pytest
from hypothesis import given
from hypothesis import strategies as st

from drift.diff.documents import LONGEST, MOST_DETAILS, document_details, same_meaning


def of(before, after):
    sides = ({"format": "json", "document": before}, {"format": "json", "document": after})
    return [(one.path, one.before, one.after) for one in document_details(*sides)]


def lines(before, after):
    sides = ({"format": "text", "lines": before}, {"format": "text", "lines": after})
    return [(one.path, one.before, one.after) for one in document_details(*sides)]


def test_a_changed_value_is_named_by_its_path():
    assert of({"server": {"ports": [80, 443]}}, {"server": {"ports": [80, 8443]}}) == [
        ("server.ports[1]", "443", "8443")
    ]


def test_an_added_and_a_removed_key_have_one_side():
    assert of({"a": 1, "b": 2}, {"a": 1, "c": "three"}) == [("b", "2", None), ("c", None, "three")]


def test_another_type_is_a_changed_value():
    assert of({"debug": "true"}, {"debug": True}) == [("debug", "true", "true")]


def test_the_whole_document_may_be_another():
    assert of([1], {"a": 1}) == [("(document)", "[1]", '{"a": 1}')]


def test_documents_that_mean_the_same_have_no_details():
    assert of({"a": 1, "b": [2]}, {"b": [2], "a": 1}) == []


def test_another_order_is_told_where_nothing_else_differs():
    one, other = {"a": 1, "b": 2, "#order": "a b"}, {"a": 1, "b": 2, "#order": "b a"}
    assert of(one, other) == [("#order", "a b", "b a")]
    assert of(one, other | {"b": 3}) == [("b", "2", "3")]


def test_documents_that_differ_in_form_only_mean_the_same_and_nobody_says_so_of_text():
    sides = [{"format": "json", "document": {"a": 1}}, {"format": "json", "document": {"a": 1}}]
    assert same_meaning(*sides)
    assert not same_meaning(sides[0], {"format": "json", "document": {"a": 2}})
    assert not same_meaning(sides[0], {"format": "yaml", "document": {"a": 1}})
    assert not same_meaning({"format": "text", "lines": ["a"]}, {"format": "text", "lines": ["a"]})


def test_text_is_compared_line_by_line():
    assert lines(["one", "two", "three"], ["one", "2", "three", "four"]) == [
        ("line 2", "two", "2"),
        ("line 4", None, "four"),
    ]


def test_a_removed_line_is_named_where_it_was():
    assert lines(["one", "two"], ["two"]) == [("line 1", "one", None)]


def test_another_format_is_said_and_not_compared():
    details = document_details({"format": "json", "document": 1}, {"format": "text", "lines": ["x"]})
    assert [(one.path, one.before, one.after) for one in details] == [("format", "json", "text")]


def test_details_and_values_are_bounded():
    many = of({str(number): number for number in range(MOST_DETAILS * 3)}, {})
    assert len(many) == MOST_DETAILS
    ((_, before, _),) = of({"a": "x" * LONGEST * 2}, {"a": 1})
    assert len(before) == LONGEST + 1


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=4), inner, max_size=4),
    max_leaves=12,
)


@given(JSON, JSON)
def test_details_are_empty_exactly_where_the_documents_are_equal(before, after):
    same = _exactly(before) == _exactly(after)
    assert (of(before, after) == []) is same


def _exactly(value):
    """Python holds True and 1 equal, a document does not."""
    match value:
        case dict():
            return {key: _exactly(item) for key, item in value.items()}
        case list():
            return [_exactly(item) for item in value]
        case _:
            return (type(value), value)


@pytest.mark.parametrize("depth", [100, 200, 300, 400, 600, 900, 5000])
def test_deep_documents_end_in_details_and_not_in_a_crash(depth):
    deep: list = ["old"]
    other: list = ["new"]
    for _ in range(depth):
        deep, other = [deep], [other]
    assert of(deep, other) != []
