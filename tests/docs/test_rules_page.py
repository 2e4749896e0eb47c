"""The page of rules is the one that the command makes by now."""

from pathlib import Path

from drift.render.rules_markdown import rules_markdown

PAGE = Path(__file__).parents[2] / "docs/reference/rules.md"


def test_the_page_of_rules_is_up_to_date():
    assert PAGE.read_text(encoding="utf-8") == rules_markdown(), "drift rules -o docs/reference/rules.md"
