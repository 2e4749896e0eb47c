"""A real cron daemon, in namespaces of its own, starts what was installed. It looks once a minute, by a clock that goes 20 times as fast."""

import json

import pytest

from tests.cli.fleet import Fleet
from tests.schedule.private import machine, needs_cron, needs_namespaces

pytestmark = [needs_namespaces, needs_cron, pytest.mark.process]
STRANGE = 'it\'s "here" 100% $HOME `id` ü;#'
MINE = '# mine\nMAILTO=""\n\n0 5 1 1 * true % not ours\n'


@pytest.fixture
def private(tmp_path):
    with machine(tmp_path) as made:
        yield made


def shop(root, name: str):
    """A policy in a folder that every quoting must survive."""
    folder = root / f"{name} {STRANGE}"
    folder.mkdir()
    fleet = Fleet(root)
    fleet.service("dev", "web")
    fleet.policy('[publish]\nreports = ["drift.json"]\n').rename(folder / "drift.toml")
    return folder


def install(private, folder, *words: str):
    config = ("--config", folder / "drift.toml", "--db", folder / "drift.db", "--every", "1m")
    done = private(private.drift, "schedule", "install", "--cron", *words, *config, DRIFT_HOST_FILES="never")
    assert done.code == 0, done
    return done


def test_cron_starts_what_was_installed(private, tmp_path):
    """A file of root's, and a block in the crontab of a user who has lines of his own."""
    of_root, of_user = shop(tmp_path, "root"), shop(tmp_path, "user")
    private("crontab", "-", given=MINE)
    assert install(private, of_root).out.startswith("SCHEDULED: every minute, by cron; next at ")
    install(private, of_user, "--user")
    private.start("faketime", "-f", "+0 x20", "cron", "-f")
    reports = [folder / "drift.json" for folder in (of_root, of_user)]
    private.waits_for(lambda: all(report.exists() for report in reports))
    assert [json.loads(report.read_text())["verdict"] for report in reports] == ["pass", "pass"]
    assert private(private.drift, "schedule", "remove", "--user").out == "REMOVED: from the crontab\n"
    assert private("crontab", "-l").out == MINE
    assert private(private.drift, "schedule", "remove").out == "REMOVED: /etc/cron.d/container-drift\n"
    assert private("ls", "/etc/cron.d").out == ""


def test_another_schedule_takes_the_place_of_the_one_before(private, tmp_path):
    folder = shop(tmp_path, "user")
    private("crontab", "-", given=MINE)
    install(private, folder, "--user")
    done = private(private.drift, "schedule", "install", "--cron", "--user", "--every", "1d")
    assert done.out.startswith("SCHEDULED: every day, by cron; next at 00:00 on ")
    crontab = private("crontab", "-l").out
    assert crontab.startswith(MINE)
    assert crontab.count("container-drift: made by drift schedule install") == 1
    shown = private(private.drift, "schedule", "show", "--user").out
    assert "\n  0 0 * * * " in shown


def test_a_user_without_a_crontab_has_none_again(private, tmp_path):
    install(private, shop(tmp_path, "user"), "--user")
    private(private.drift, "schedule", "remove", "--user")
    assert private("ls", "/var/spool/cron/crontabs").out == ""


def test_a_file_of_cron_that_is_not_ours_stays(private):
    private("sh", "-c", "echo '# mine' > /etc/cron.d/container-drift")
    done = private(private.drift, "schedule", "install", "--cron")
    assert (done.code, done.out) == (2, "")
    assert "is there and was not made by drift schedule install" in done.err
    assert private(private.drift, "schedule", "remove").out == "NOT SCHEDULED: there was nothing of ours\n"
    assert private("cat", "/etc/cron.d/container-drift").out == "# mine\n"
