import pytest

from drift.errors import DriftError
from drift.policy.rules import BY_ID
from drift.render.rules import rule_list, rule_page
from drift.render.rules_markdown import rule_markdown, rules_markdown


def test_the_list_has_every_rule_in_a_line_with_its_severity():
    lines = {line.split()[0]: line for line in rule_list().splitlines() if line.startswith("  ")}
    assert set(lines) == {"rule", *BY_ID}
    assert " high  " in lines["env-missing"]
    assert " low to high  " in lines["image-differs"] or " info to high  " in lines["image-differs"]


@pytest.mark.parametrize("identifier", sorted(BY_ID))
def test_a_page_says_where_a_rule_speaks_why_it_matters_and_what_to_do(identifier):
    rule = BY_ID[identifier]
    page = " ".join(rule_page(identifier).split())
    assert page.startswith(f"{identifier}: {rule.title}")
    assert f"why {rule.why}" in page
    assert f"what to do {rule.fix}" in page
    assert f"bad {' '.join(rule.bad.split())}" in page
    assert f"good {' '.join(rule.good.split())}" in page
    assert all(str(severity) in page for severity in rule.relations.values())
    assert ("neither a severity nor a waiver closes it" in page) == rule.unjudged


def test_an_unknown_rule_is_an_error_with_the_nearest_ones():
    with pytest.raises(DriftError, match=r"'env-mising'; did you mean env-missing"):
        rule_page("env-mising")
    with pytest.raises(DriftError, match="drift rules lists them"):
        rule_page("?")


def test_the_markdown_page_has_a_section_and_a_row_for_every_rule():
    page = rules_markdown()
    assert [line.removeprefix("## ") for line in page.splitlines() if line.startswith("## ")] == sorted(BY_ID)
    assert all(f"| [{rule.id}](#{rule.id}) | {rule.severity} | {rule.title} |" in page for rule in BY_ID.values())


def test_one_rule_as_markdown_has_its_examples_in_blocks():
    page = rule_markdown("library-missing")
    assert page.startswith("# library-missing\n\n**A needed library is missing.** ")
    assert f"Bad:\n\n```text\n{BY_ID['library-missing'].bad}\n```" in page
    with pytest.raises(DriftError, match="did you mean library-missing"):
        rule_markdown("library-mising")
