import json
import re

import pytest

from drift.render.joblog.github import annotations, defused, defused_json
from drift.render.joblog.gitlab import folded
from tests.render.builders import blind, calm, crowd, shop
from tests.render.hostile import poisoned


def types(text: str) -> list[str]:
    return re.findall(r"^::(\w+) ", text, re.MULTILINE)


def test_there_are_at_most_ten_annotations_of_a_type_the_worst_first():
    found = types(annotations(crowd(200)))
    assert found == ["error"] * 10 + ["warning"] * 10 + ["notice"] * 10
    assert "::error title=drift::And 91 more; the report has them." in annotations(crowd(200))


def test_what_is_not_judged_comes_first():
    assert annotations(blind()).startswith("::error title=drift%3A not judged::engine ssh")


def test_a_report_without_findings_says_nothing():
    assert annotations(calm()) == ""


def test_names_that_mean_harm_stay_inside_their_line():
    for line in annotations(poisoned(shop())).splitlines():
        assert line.isprintable()
        assert line.startswith(("::error title=drift", "::warning title=drift", "::notice title=drift"))


@pytest.mark.parametrize(
    ("text", "harmless"),
    [
        ("::error::x", "\\x3a:error::x"),
        ("a\n    ::set-output name=a::b", "a\n    \\x3a:set-output name=a::b"),
        ("web ::error::x", "web ::error::x"),
        ("web ##[error]x", "web #\\x23[error]x"),
        ("###[group]", "##\\x23[group]"),
    ],
)
def test_what_the_runner_would_take_for_a_command_is_none(text, harmless):
    assert defused(text) == harmless


def test_a_document_says_the_same_without_it():
    document = json.dumps({"##[error]": "###[x]"})
    assert "##[" not in defused_json(document)
    assert json.loads(defused_json(document)) == json.loads(document)


def test_no_name_can_end_a_folded_section():
    text = folded(poisoned(shop()), "text\n")
    assert text.count("\x1b[0K") == 4
    assert text.count("\r") == 2
