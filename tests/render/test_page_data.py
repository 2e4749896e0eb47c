"""The findings as data in the page: all of them, each text once, inert, bounded."""

import json
from dataclasses import replace

import pytest

import drift.render.page.data
from drift.model.changes import ChangeType, Detail
from drift.model.findings import Member
from drift.render.html import Html
from drift.render.page.data import KEY, page_data
from drift.report import report
from tests.render.builders import crowd, frame, shop, verdict
from tests.render.hostile import HOSTILE, LONG, poisoned
from tests.render.shop import comparisons, observations, state, waived


def test_every_finding_is_there_in_rank_order_and_then_what_the_policy_hides():
    data = json.loads(page_data(shop()))
    texts, found = data["texts"], data["columns"]
    titles = [texts[title].replace(KEY, texts[key]) for title, key in zip(found["title"], found["key"], strict=True)]
    assert titles == [one.finding.title for one in shop().findings] + [one.finding.title for one in waived()]
    assert found["number"] == [*range(1, 13), *[0] * 19]


def test_what_is_hidden_has_its_line_and_its_reason():
    data = json.loads(page_data(shop()))
    hidden = [one for one in data["columns"]["hidden"] if one]
    assert [data["texts"][place] for place in hidden[0]] == [waived()[0].by, waived()[0].reason]
    assert len(hidden) == 19


def test_each_text_is_there_once():
    texts = json.loads(page_data(crowd(2_000)))["texts"]
    assert texts[0] == ""
    assert len(texts) == len(set(texts))


def test_a_title_does_not_repeat_its_key():
    assert page_data(crowd(600)).count("/module00599/") == 1


def test_rows_that_stand_in_the_page_have_no_body_here():
    data = json.loads(page_data(crowd(700)))
    assert (data["rows"], len(data["bodies"])) == (500, 200)


def test_nothing_in_it_ends_a_script_or_a_line():
    for text in (HOSTILE, LONG):
        data = page_data(poisoned(shop(), text))
        assert not {"<", ">", "&", "\u2028", "\u2029", "\n", "\r"} & set(data)
        assert json.loads(data)["texts"]


MEMBERS = tuple(Member(f"/usr/lib/python3/dist-packages/module{n}.py", ChangeType.CHANGED) for n in range(40))
OLD = "\n".join(f"    setting_{n} = {'x' * n}" for n in range(40))
NEW = OLD.replace("x", "y")


@pytest.mark.process
@pytest.mark.parametrize(
    "much",
    [{"members": MEMBERS}, {"details": (Detail("line 1", OLD, NEW),)}],
    ids=["many members", "many lines"],
)
def test_ten_thousand_findings_with_much_to_say_stay_within_five_megabytes(much):
    many = [replace(one.finding, **much) for one in crowd(10_000).findings]
    html = Html().render(report(verdict(many), state(), comparisons(observations()), frame()))
    assert len(html.encode()) < 5_000_000


def test_where_there_is_no_room_the_body_is_left_out_and_the_rest_is_said(monkeypatch):
    monkeypatch.setattr(drift.render.page.data, "DATA", 0)
    data = json.loads(page_data(crowd(700)))
    assert data["bodies"] == [0] * 200
    assert len(data["columns"]["title"]) == 700


def test_what_is_known_is_marked():
    known = frozenset(one.finding.fingerprint for one in shop().findings[2:4])
    found = [one.finding for one in shop().findings]
    made = report(verdict(found, known=known), state(), comparisons(observations()), frame())
    assert json.loads(page_data(made))["columns"]["known"] == [0, 0, 1, 1, *[0] * 8]
