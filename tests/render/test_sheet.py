import pytest
from hypothesis import given
from hypothesis import strategies as st

from drift.render.lines.sheet import LABEL, Piece, Sheet

TEXTS = st.text(st.characters(), max_size=300)
WIDTHS = st.one_of(st.none(), st.integers(1, 200))


@given(width=WIDTHS, label=TEXTS, text=TEXTS, rows=st.lists(st.tuples(TEXTS, TEXTS), max_size=4))
def test_whatever_is_written_is_printable_lines(width, label, text, rows):
    sheet = Sheet(width)
    sheet.line(label, Piece(text, "bold"))
    sheet.entry(label, text)
    sheet.pair(label, text)
    sheet.text(text, indent=2)
    sheet.table((label, text), [[(Piece(one),), (Piece(one), Piece(other))] for one, other in rows])
    lines = sheet.output(None, ascii_only=False).split("\n")
    assert lines.pop() == ""
    assert all(line.isprintable() for line in lines)


@given(text=TEXTS, limit=st.integers(60, 120))
def test_a_fitted_text_fits(text, limit):
    assert len(Sheet(limit).fitted(text)) <= limit


def written(sheet: Sheet) -> list[str]:
    return sheet.output(None, ascii_only=False).splitlines()


def test_a_sentence_wraps_below_itself_and_a_path_does_not_break():
    sheet = Sheet(40)
    sheet.entry("why", f"It lies at /{'x' * 60} and nowhere else.")
    assert written(sheet) == [
        f"{'why':<{LABEL}}It lies at",
        f"{'':<{LABEL}}/{'x' * 60}",
        f"{'':<{LABEL}}and nowhere else.",
    ]


def test_wide_characters_take_two_columns():
    sheet = Sheet(None)
    sheet.table(("名", "b"), [[(Piece("数字"),), (Piece("1"),)], [(Piece("ab"),), (Piece("2"),)]])
    assert written(sheet) == ["  名     b", "  数字   1", "  ab     2"]


def test_a_table_that_does_not_fit_becomes_a_list():
    sheet = Sheet(20)
    sheet.table(("name", "first", "second"), [[(Piece("web"),), (Piece("1" * 9),), (Piece("2"), Piece("3"))]])
    assert written(sheet) == ["  web", "    first   111111111", "    second  2          3"]


def test_blank_lines_do_not_pile_up():
    sheet = Sheet(None)
    sheet.blank()
    sheet.line("a")
    sheet.blank()
    sheet.blank()
    sheet.line("b")
    assert written(sheet) == ["a", "", "b"]


@pytest.mark.parametrize("colour", [None, "standard"])
def test_a_pipe_wraps_nothing(colour):
    sheet = Sheet(None)
    sheet.text("word " * 100)
    assert sheet.output(colour, ascii_only=False).count("\n") == 1
