"""Markdown as its readers have it: parsed by markdown-it, which follows CommonMark, with GitHub's tables."""

import re
from html import unescape

import pytest
from markdown_it import MarkdownIt

from drift.render.markdown import LIMIT, Markdown
from drift.render.markup import block, code, text
from tests.render.builders import EVERY_REPORT, crowd, shop
from tests.render.hostile import LONG, poisoned

OURS = re.compile(r"</?(details|summary|b)>")
NO_SPACE = "\u200b"


def html(source: str) -> str:
    return str(MarkdownIt("commonmark", {"html": True}).enable(["table", "strikethrough"]).render(source))


@pytest.mark.parametrize("name", EVERY_REPORT)
def test_the_output_is_the_golden_one(is_golden, name):
    assert is_golden(f"{name}.md", Markdown().render(EVERY_REPORT[name]()))


@pytest.mark.parametrize("name", EVERY_REPORT)
def test_a_comment_of_long_names_is_not_too_long(name):
    assert len(Markdown().render(poisoned(EVERY_REPORT[name](), LONG))) <= LIMIT


@pytest.mark.parametrize("hostile", [LONG, "`" * 400, "|" * 400, "&" * 400, "@a" * 200, "</details>" * 40])
def test_a_comment_of_many_findings_is_not_too_long(hostile):
    output = Markdown().render(poisoned(crowd(60), hostile))
    assert len(output) <= LIMIT
    assert "findings more.**" in output


def test_of_many_findings_the_worst_are_there_and_the_others_are_counted():
    output = Markdown().render(crowd(2_000))
    shown = output.count("<details>\n<summary>■")
    assert shown > 20
    assert f"**And {2_000 - shown:,} findings more.**" in output


def test_what_fails_comes_before_what_does_not():
    failing, _, others = Markdown().render(shop()).partition("5 findings not failing")
    assert [one.finding.title for one in shop().findings if one.fails] == titles(failing)
    assert [one.finding.title for one in shop().findings if not one.fails] == titles(others)


def titles(part: str) -> list[str]:
    return [unescape(found) for found in re.findall(r"<b>(.*)</b>", part)]


@pytest.mark.parametrize(
    "hostile",
    [
        "[here](http://example.invalid)", "![x](y)", "<b>bold</b>", "*bold* _it_ ~~gone~~", "`code`", "``", "a | b", "\\| \\` \\\\",
        "<!-- gone -->", "<https://example.invalid>", "&amp; &#60;", "$x$", "</details>", "</summary>", "[x]: y", "# one", "- one",
        "> one", "```", "    four", "| - |", "$`x`$", "__init__", "line\n# two\n/close\n::error::x",
    ],
)  # fmt: skip
def test_nothing_in_a_name_is_a_mark(hostile):
    assert html(f"- in {text(hostile)}\n").count("<") == html("- in name\n").count("<")
    assert html(f"- in {code(hostile)}\n").count("<") == html("- in `name`\n").count("<")
    cells = html(f"| a | b |\n|---|---|\n| {text(hostile)} | b |\n")
    assert cells.count("<td>") == 2
    assert cells.count("<") == html("| a | b |\n|---|---|\n| name | b |\n").count("<")


@pytest.mark.parametrize("hostile", ["@team", "see #12", "ssh://host", "http://example.invalid", "www.example.invalid"])
def test_a_name_mentions_nobody_and_links_to_nothing(hostile):
    shown = unescape(text(hostile))
    assert shown.replace(NO_SPACE, "") == hostile
    assert not re.search(r"[@#]\w|://|www\.", shown)


def test_text_is_read_as_it_was_written():
    for plain in ("PAYMENT_TIMEOUT_MS", "_private_ & <b> [env] a*b", "C:\\x | y", "shop/web:1.4"):
        assert unescape(html(text(plain))) == f"<p>{plain}</p>\n"


def test_a_block_ends_where_it_is_meant_to():
    assert html(block(["```", "````"])).count("<pre>") == 1
    assert "after" not in html(block(["```"]) + "\n\nafter").split("</pre>")[0]


@pytest.mark.parametrize("name", ["shop", "blind", "diff", "status"])
def test_a_hostile_report_has_no_element_that_is_not_ours(name):
    rendered = OURS.sub("", html(Markdown().render(poisoned(EVERY_REPORT[name]()))))
    allowed = {"h2", "h3", "p", "ul", "li", "code", "pre", "strong", "table", "thead", "tbody", "tr", "th", "td"}
    assert set(re.findall(r"<([a-z0-9]+)", rendered)) <= allowed
    assert "href" not in rendered.replace("&quot;", "")
