import itertools
import pkgutil
import re

import pytest

from drift.model.canonical import Document
from drift.model.changes import Change, ChangeType, Relation
from drift.model.records import Kind
from drift.policy import rules
from drift.policy.rules import BY_ID, JUDGES, MEANINGS, RULES
from drift.policy.rules.interface import Context
from tests.policy.made import BUILT_IN, SIDES, compared

NO_RULE = {"interface"}


def test_every_file_of_the_folder_is_in_the_registry():
    files = {module.name for module in pkgutil.iter_modules(rules.__path__)} - NO_RULE
    registered = {one.__name__.rpartition(".")[2] for one in JUDGES}
    assert files == registered


def test_a_rule_is_named_like_its_file():
    assert [one.RULE.id for one in JUDGES] == [one.__name__.rpartition(".")[2].replace("_", "-") for one in JUDGES]


def test_no_id_stands_twice():
    assert len(BY_ID) == len(RULES)


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.id)
def test_a_rule_says_what_it_means_and_what_to_do(rule):
    assert re.fullmatch("[a-z]+(-[a-z]+)*", rule.id)
    assert rule.title[0].isupper()
    assert not rule.title.endswith(".")
    assert rule.why.endswith(".")
    assert rule.fix.endswith(".")
    assert MEANINGS[rule.id].endswith(".")
    assert rule.kinds
    assert rule.relations


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.id)
def test_a_rule_has_an_example_of_what_is_bad_and_of_the_same_done_right(rule):
    for example in (rule.bad, rule.good):
        assert example.strip() == example != ""
        assert len(example.splitlines()) <= 4
        assert "`" not in example
    assert rule.bad != rule.good


def test_no_example_serves_two_rules():
    assert len({rule.bad for rule in RULES}) == len(RULES)


@pytest.mark.parametrize("relation", [one for one in Relation if one is not Relation.CONTAINER_IMAGE])
@pytest.mark.parametrize("kind", list(Kind))
def test_every_kind_is_judged_between_any_two_sides(relation, kind):
    assert [rule.id for rule in RULES if kind in rule.kinds and relation in rule.relations and not rule.unjudged]


ODD: list[Document | None] = [
    None,
    {},
    {"value": None},
    {"value": {"a": [1]}},
    {"type": 7, "mode": 7, "hides": 3, "versions": 3, "evidence": 1},
    {"hides": {"count": 1}, "stale": {"differ": "x", "examples": 3}},
]
KEYS = ("", "user", "image", "/x", "cap_add", "devices", "security_opt", "service")


@pytest.mark.parametrize("module", JUDGES, ids=lambda module: module.RULE.id)
def test_a_rule_never_raises_on_a_record_of_another_shape(module):
    """Records come from a store that somebody else may have written."""
    places = itertools.product(module.RULE.kinds, ChangeType, KEYS, ODD, module.RULE.relations)
    for kind, what, key, record, relation in places:
        change = Change(kind, key, what, record, record)
        module.judge(change, Context(compared(change, sides=SIDES[relation], relation=relation), BUILT_IN))
