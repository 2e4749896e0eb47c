from collections.abc import Sequence

from drift.report.marks import LINES, WORDS, Line, Marks, hunk, marked


def flagged(marks: Marks) -> str:
    return "".join(f"[{text}]" if differs else text for text, differs in marks)


def plain(lines: Sequence[Line]) -> list[str]:
    return [line.sign + "".join(text for text, _ in line.marks) for line in lines]


def test_only_the_words_that_differ_are_marked():
    before, after = marked("http://api:8080/v1", "http://10.4.7.21:8080/v1")
    assert flagged(before) == "http://[api]:8080/v1"
    assert flagged(after) == "http://[10.4.7.21]:8080/v1"


def test_texts_with_little_in_common_are_marked_whole():
    assert marked("debug", "info") == ((("debug", True),), (("info", True),))


def test_a_long_text_is_marked_whole_since_matching_is_quadratic():
    long = "a " * WORDS
    assert marked(long, long + "b")[0] == ((long, True),)


def test_the_marks_together_are_the_text():
    before, after = marked("  a  b\tc", "  a\u00a0 b c ")
    assert "".join(text for text, _ in before) == "  a  b\tc"
    assert "".join(text for text, _ in after) == "  a\u00a0 b c "


def test_a_hunk_has_removed_lines_before_added_ones_and_equal_ones_between():
    lines = hunk("one\ntwo\nthree\n", "one\n2\nthree\nfour\n")
    assert plain(lines) == [" one", "-two", "+2", " three", "+four"]


def test_a_side_that_has_nothing_has_no_lines():
    assert plain(hunk(None, "a")) == ["+a"]
    assert plain(hunk("a", None)) == ["-a"]
    assert hunk(None, None) == ()


def test_a_carriage_return_is_a_difference_that_is_seen():
    assert plain(hunk("#!/bin/sh\n", "#!/bin/sh\r\n")) == ["-#!/bin/sh", "+#!/bin/sh\r"]


def test_leading_tabs_are_columns_and_others_stay():
    assert plain(hunk(None, "\t\ta\tb")) == ["+        a\tb"]


def test_a_long_hunk_is_told_without_being_matched():
    text = "\n".join(str(number) for number in range(LINES))
    assert {line.sign for line in hunk(text, text)} == {"-", "+"}
