"""What docs/schedule.md and docs/notifications.md show is what is written and understood."""

from pathlib import Path

import pytest

from drift.policy.config import load_settings
from drift.schedule import Every, Plan
from drift.schedule.crontab import file_of_root
from drift.schedule.plan import PASSED_ON
from drift.schedule.units import service, timer
from tests.docs.blocks import blocks

DOCS = Path(__file__).parents[2] / "docs"
PAGE = DOCS / "schedule.md"
STORE = Path("/var/lib/container-drift")


@pytest.fixture
def shown() -> Plan:
    """What the page's command makes."""
    command = (
        "/usr/local/bin/drift",
        "scan",
        "--publish",
        "--quiet",
        "--env",
        "production",
        "--db",
        f"{STORE}/drift.db",
    )
    return Plan(Every.parse("15m"), command, "", {}, "", (Path("/usr/local/bin/drift"),), (STORE,))


def test_the_units_are_those_that_are_written(shown):
    page, made = blocks(PAGE, "ini"), [service(shown, of_user=False), timer(shown)]
    assert [one.replace("SupplementaryGroups=docker\n", "") for one in page] == made


def test_the_line_of_cron_is_the_one_that_is_written(shown):
    assert blocks(PAGE, "cron") == [file_of_root(shown)]


@pytest.mark.parametrize("page", ["schedule.md", "notifications.md"])
def test_the_policies_are_right(tmp_path, page):
    for number, text in enumerate(blocks(DOCS / page, "toml")):
        path = tmp_path / f"{number}.toml"
        path.write_text(text)
        assert load_settings(path).notify.wanted


def test_the_variables_that_go_with_it_are_named():
    page = PAGE.read_text(encoding="utf-8")
    assert [name for name in PASSED_ON if f"`{name}`" not in page] == []


def test_every_length_of_time_that_is_named_is_one_and_no_other():
    (row,) = [line for line in PAGE.read_text(encoding="utf-8").splitlines() if line.startswith("| `--every`")]
    named = row.split("|")[2].partition(": what")[0].replace(" (the default)", "").replace(" or ", ", ").split(",")
    divide = [
        number
        for number in range(1, 1441)
        if (60 if number <= 60 else 1440) % number == 0 and not (number > 60 and number % 60)
    ]
    assert [Every.parse(one.strip()).minutes for one in named] == divide
