import tomllib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from drift.policy.locate import Path, line_of, lines_of, written
from tests.policy.examples import SMALL, WHOLE


def test_keys_tables_and_elements_have_their_lines():
    source = 'a = 1\n\n[t]\nb = [\n  1, 2,\n  # three\n  3,\n]\n[[t.u]]\n"c d" = { e = 1, f = "]" }\n[[t.u]]\nc = 1\n'
    lines = {written(path): line for path, line in lines_of(source).items()}
    assert lines == {
        "a": 1,
        "t": 3,
        "t.b": 4,
        "t.b[0]": 5,
        "t.b[1]": 5,
        "t.b[2]": 7,
        "t.u[0]": 9,
        "t.u[0].c d": 10,
        "t.u[0].c d.e": 10,
        "t.u[0].c d.f": 10,
        "t.u[1]": 11,
        "t.u[1].c": 12,
    }


def test_a_table_below_an_array_of_tables_belongs_to_its_last_table():
    lines = lines_of("[[a]]\n[a.b]\nx = 1\n[[a]]\n[[a.c]]\ny = 1\n")
    assert lines["a", 0, "b", "x"] == 3
    assert lines["a", 1, "c", 0, "y"] == 6


def test_dotted_keys_and_escaped_keys_are_paths():
    lines = lines_of('a.b."c.d" = 1\n"tab\\t" = 2\n\'lit\\t\' = 3\n')
    assert lines == {("a", "b", "c.d"): 1, ("tab\t",): 2, ("lit\\t",): 3}


@pytest.mark.parametrize("text", ['"""\n[x]\ny = 1\n"""', "'''\n[x]\n'''", '"""a\\"""\n""""', '"[x]"', "'#'", '"\\\\"'])
def test_what_stands_in_a_string_is_no_key(text):
    source = f"a = {text}\nb = 1\n"
    assert set(lines_of(source)) == {("a",), ("b",)}
    assert lines_of(source)["b",] == source.count("\n")


def test_windows_line_ends_count_as_one():
    assert lines_of("a = 1\r\n# x\r\nb = [\r\n1]\r\n") == {("a",): 1, ("b",): 3, ("b", 0): 4}


def test_what_has_no_line_of_its_own_has_that_of_what_holds_it():
    lines = lines_of("\n[t]\n")
    assert (line_of(("t", "missing", 3), lines), line_of(("other",), lines)) == (2, 1)


def paths_of(value: object, path: Path = ()) -> set[Path]:
    """All keys and elements of a document."""
    inside = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    return {found for step, item in inside for found in ({(*path, step)} | paths_of(item, (*path, step)))}


@pytest.mark.parametrize("source", [WHOLE, *SMALL])
def test_every_key_that_tomllib_finds_is_found(source):
    found = set(lines_of(source))
    assert {path for path in paths_of(tomllib.loads(source)) if path not in found} <= {
        ("environment",),
        ("environment", 1, "target"),
        ("waiver",),
        ("pair",),
        ("ignore_for",),
        ("packages",),
    }


TOML = st.recursive(
    st.sampled_from(["1", "true", "1979-05-27 07:32:00", '"a, b"', "'# ]'", '"""x\ny"""', "'''\n'''", "-1.5e3"]),
    lambda inner: st.one_of(
        st.lists(inner, max_size=3).map(lambda items: "[" + ",\n".join(items) + "]"),
        st.lists(inner, max_size=3).map(lambda items: "[ # c ]\n" + "".join(f"{item},\n" for item in items) + "]"),
        st.lists(inner.filter(lambda text: "\n" not in text), max_size=3).map(
            lambda items: "{" + ", ".join(f"k{n} = {item}" for n, item in enumerate(items)) + "}"
        ),
    ),
    max_leaves=8,
)


@given(st.lists(TOML, min_size=1, max_size=5))
def test_whatever_tomllib_accepts_is_walked_to_the_end(values):
    source = "".join(f"[t{number}]\nkey = {value}\n" for number, value in enumerate(values))
    assert set(lines_of(source)) == paths_of(tomllib.loads(source))
