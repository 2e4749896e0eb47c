import pytest

from drift.errors import DriftError
from drift.policy.rules import BY_ID
from drift.render.rules import rule_list, rule_page


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
    assert all(str(severity) in page for severity in rule.relations.values())
    assert ("neither a severity nor a waiver closes it" in page) == rule.unjudged


def test_an_unknown_rule_is_an_error_with_the_nearest_ones():
    with pytest.raises(DriftError, match=r"'env-mising'; did you mean env-missing"):
        rule_page("env-mising")
    with pytest.raises(DriftError, match="drift rules lists them"):
        rule_page("?")
