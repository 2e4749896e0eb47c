import re
from io import StringIO
from typing import Any

import pytest
from rich.console import Console as RichConsole

from drift.model.findings import Severity
from drift.model.fleet import FleetState
from drift.model.records import Kind
from drift.render.console import Console
from drift.report import report
from tests.render.builders import EVERY_REPORT, crowd, failure, frame, history, scan, shop, status, verdict
from tests.render.hostile import poisoned
from tests.render.shop import NOW, comparisons, finding, observation, observations, state

SGR = re.compile(r"\x1b\[[0-9;]*m")


@pytest.mark.parametrize("name", EVERY_REPORT)
def test_the_output_at_80_columns_is_the_golden_one(is_golden, name):
    assert is_golden(f"{name}-80.txt", Console(width=80).render(EVERY_REPORT[name]()))


@pytest.mark.parametrize("name", EVERY_REPORT)
def test_the_output_in_a_pipe_is_the_golden_one(is_golden, name):
    assert is_golden(f"{name}-pipe.txt", Console().render(EVERY_REPORT[name]()))


@pytest.mark.parametrize("name", EVERY_REPORT)
def test_the_first_line_is_the_answer_and_the_last_names_the_next_command(name):
    report = EVERY_REPORT[name]()
    lines = Console(width=80).render(report).splitlines()
    assert lines[0] == report.headline.answer
    assert lines[-1].endswith(f"More: {report.more}")


@pytest.mark.parametrize("name", EVERY_REPORT)
def test_at_80_columns_only_what_has_no_place_to_break_is_longer(name):
    report = EVERY_REPORT[name]()
    lines = Console(width=80).render(report).splitlines()
    assert [line for line in lines[1:-1] if len(line) > 80] == []


def test_in_a_pipe_no_sentence_is_broken():
    text = Console().render(shop())
    for one in shop().findings:
        assert f"{one.number}. {one.finding.title}\n" in text
        assert one.finding.severity == 0 or one.finding.remedy in text


def test_colour_adds_nothing_but_colour():
    plain, coloured = Console(width=80).render(shop()), Console(width=80, colour="standard").render(shop())
    assert [line.rstrip() for line in SGR.sub("", coloured).splitlines()] == plain.splitlines()
    assert "\x1b" in coloured


@pytest.mark.parametrize("colour", ["standard", "256", "truecolor"])
def test_every_colour_system_of_rich_is_known(colour):
    assert "\x1b[" in Console(width=80, colour=colour).render(shop())


def on(*, terminal: bool, **settings: Any) -> Console:
    return Console.on(RichConsole(file=StringIO(), force_terminal=terminal, **settings))


def test_a_terminal_gives_its_width_and_colours_and_a_pipe_none():
    terminal = on(terminal=True, width=100, color_system="256")
    assert (terminal.width, terminal.colour) == (100, "256")
    pipe = on(terminal=False, width=100, color_system="256")
    assert (pipe.width, pipe.colour) == (None, None)


def test_no_color_is_heeded():
    assert on(terminal=True, no_color=True).colour is None


def test_a_terminal_without_our_characters_gets_ascii():
    text = Console(width=80, ascii_only=True).render(shop())
    assert text.isascii()
    assert "dev -> integration" in text


def test_rich_markup_in_a_name_is_a_name():
    assert "[red]rich[/red]" in SGR.sub("", Console(width=80, colour="standard").render(poisoned(shop())))


def test_many_findings_are_cut_and_counted_and_verbose_shows_all():
    short, long = Console().render(crowd(150)), Console(verbose=True).render(crowd(150))
    assert "And 50 findings more, none of them worse." in short
    assert ("\n■ critical    1. " in short, " 150. " in short, " 150. " in long) == (True, False, True)


def test_quiet_says_the_answer_and_what_was_not_judged():
    quiet = Console(quiet=True).render(EVERY_REPORT["blind"]())
    assert [re.split(":|  ", line)[0] for line in quiet.splitlines() if line] == [
        "CANNOT JUDGE",
        "? not judged",
        "? not judged",
        "Not judged, for 2 reasons; 2 findings at or above high. More",
    ]


def test_a_quiet_scan_says_what_changed_or_failed_in_one_line_each():
    assert Console(quiet=True).render(scan([failure()])).splitlines() == [
        "SCAN INCOMPLETE: 14 containers read in dev, integration, staging, production; 2 snapshots new; 1 target failed",
        "  first       dev/shop-dev-api-1",
        "  changed     dev/shop-dev-web-1",
        "✗ failed      production/ssh://production.example: engine ssh://production.example did not answer within 10 s",
    ]


def test_tables_stand_in_columns_where_they_fit_and_in_lists_where_not():
    wide, narrow = Console(width=120).render(status()), Console(width=60).render(status())
    assert re.search(r"^ +dev +integration +staging +production$", wide, re.MULTILINE)
    assert re.search(r"^    production   ✗ 1 critical \+4  1\.4\.2 \w{8} +3 read 4 min ago$", narrow, re.MULTILINE)
    assert "unchanged since  2026-11-22T09:30:00Z" in Console(width=60).render(history())


def test_a_field_with_a_long_name_stands_above_its_value():
    one = finding(
        "config-changed", Severity.LOW, Kind.CONFIG, "healthcheck",
        before={"value": {"a-field-with-a-long-name": 1}}, after={"value": {"a-field-with-a-long-name": 2}},
    )  # fmt: skip
    made = report(verdict([one]), state(), comparisons(observations()), frame())
    assert "\n  a-field-with-a-long-name\n              1 → 2\n" in Console(width=80).render(made)


def test_what_is_no_record_has_no_subject_beside_its_rule():
    lines = Console(width=80).render(EVERY_REPORT["blind"]()).splitlines()
    assert " " * 14 + "service-missing" in lines


def test_of_many_services_those_without_trouble_are_counted():
    seen = tuple(observation(f"web{n:02}", "dev", f"web-{n}") for n in range(30))
    one = finding("file-added", Severity.HIGH, Kind.FILES, "/a", service="web07", environments=("dev",))
    made = report(verdict([one]), FleetState(NOW, ("dev",), seen, ()), comparisons(seen), frame())
    short, long = Console(width=80).render(made), Console(width=80, verbose=True).render(made)
    assert "and 29 services more, all ok" in short
    assert ("web08" in short, "web08" in long) == (False, True)
