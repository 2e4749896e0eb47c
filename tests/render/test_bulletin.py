import json
from dataclasses import replace

import pytest

from drift.model.findings import Severity
from drift.model.settings import Notify
from drift.render import notification
from drift.report.bulletin import news, trial
from drift.store import Known
from tests.render.builders import blind, calm, crowd, shop
from tests.render.hostile import HOSTILE, LONG, poisoned

NOTIFY = Notify(report_url="https://reports.example/drift.html", most=3)


def bulletin(report, known=None, notify=NOTIFY):
    found = news(report, known or Known(), notify).bulletin
    assert found is not None
    return found


def test_the_first_line_is_the_verdict_and_the_last_leads_on():
    made = notification(bulletin(shop()))
    lines = made.text.splitlines()
    assert lines[0] == shop().headline.answer
    assert lines[1] == shop().headline.judged
    assert lines[2:5] == ["Before: NO DRIFT", "", f"New ({len(bulletin(shop()).new)})"]
    assert lines[-2:] == [
        "Report: https://reports.example/drift.html",
        "More: drift why api --works staging --fails production",
    ]
    assert made.subject == f"drift: {shop().headline.answer}"


def test_a_finding_is_told_with_rule_place_consequence_and_remedy():
    worst = bulletin(shop()).new[0].now
    text = notification(bulletin(shop())).text
    assert f"{worst.finding.severity}  {worst.finding.service} · {worst.environment}  {worst.finding.rule}: " in text
    assert f"    do: {worst.finding.remedy}\n" in text
    assert f"    so: {worst.finding.consequence}\n" in text


def test_however_many_there_are_it_is_short():
    made = notification(bulletin(crowd(400)))
    assert "  and 197 more\n" in made.text
    assert len(made.text.splitlines()) < 20
    document = json.loads(made.json)
    assert (document["summary"]["new"], len(document["new"])) == (200, 3)


def test_what_went_is_named():
    known = news(shop(), Known(), NOTIFY).after
    text = notification(bulletin(calm(), known)).text
    assert f"Resolved ({len(known.findings)})\n✓ was " in text
    assert "Before: DRIFT\n" in text


def test_what_is_worse_says_what_it_was():
    known = news(shop(), Known(), NOTIFY).after
    before = {key: replace(one, severity=Severity.LOW) for key, one in known.findings.items()}
    made = notification(bulletin(shop(), replace(known, findings=before)))
    assert f"Worse ({len(before)})\n" in made.text
    assert "(was low)" in made.text
    assert {one["was"] for one in json.loads(made.json)["worse"]} == {"low"}


def test_what_could_not_be_judged_is_the_verdict():
    made = notification(bulletin(blind()))
    assert made.text.startswith("CANNOT JUDGE: ")
    assert json.loads(made.json)["verdict"] == "unjudged"


def test_a_test_says_that_it_is_one():
    made = notification(trial(shop(), NOTIFY))
    assert made.subject.startswith("drift: this is a test; ")
    assert "This is a test: notifications of drift arrive here.\n" in made.text
    assert json.loads(made.json)["occasion"] == "test"


@pytest.mark.parametrize("text", [HOSTILE, LONG, "\n.\nBcc: x@evil.example\r\n", "@everyone <!channel> @here"])
def test_no_name_acts(text):
    """On a terminal, in the head of a mail, in a chat; nor makes a message long."""
    made = notification(poisoned(bulletin(shop()), text))
    for shown in (made.subject, *made.text.splitlines()):
        assert shown.isprintable()
        assert len(shown) < 400
        assert not {"@everyone", "@here", "<!channel>"} & set(shown.split())
    assert made.json.isascii()
    assert made.json.replace("\n", "").isprintable()
    assert json.loads(made.json)["new"]
