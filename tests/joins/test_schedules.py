from drift.collectors.reading import FactIndex
from drift.joins.schedules import schedules
from drift.model.facts import Status
from tests.joins.trees import link, regular, root, tree_of

CRONTAB = b"17 * * * * root run-parts /etc/cron.hourly\n"
TIMER = b"[Timer]\nOnCalendar=daily\n"


def of(contents, *others):
    section = schedules(*root(contents, *others))
    assert section.set is not None, section.reason
    return {one.key: one.value for one in section.set.records}


def test_a_crontab_is_a_record_by_its_path():
    [entry] = of({"etc/cron.d/app": CRONTAB})["/etc/cron.d/app"]["entries"]
    assert entry == {"when": "17 * * * *", "user": "root", "command": "run-parts /etc/cron.hourly"}


def test_a_password_in_a_command_is_not_kept():
    found = of({"etc/crontab": b"0 1 * * * root mysqldump --password=hunter2 shop\n"})
    assert "hunter2" not in str(found)
    assert "mysqldump --password=" in str(found)


def test_a_program_of_a_daily_folder_is_started_daily_and_a_text_there_is_not():
    script = regular("etc/cron.daily/rotate", b"#!/bin/sh\n", mode=0o755)
    others = (regular("etc/cron.daily/.placeholder", mode=0o755), regular("etc/cron.weekly/notes"))
    found = of({}, script, *others)
    assert {key: value["entries"][0]["when"] for key, value in found.items()} == {"/etc/cron.daily/rotate": "@daily"}


def test_a_timer_says_whether_it_is_enabled():
    wants = link("etc/systemd/system/timers.target.wants/a.timer", "/usr/lib/systemd/system/a.timer")
    folder = "usr/lib/systemd/system"
    found = of({f"{folder}/a.timer": TIMER, f"{folder}/b.timer": TIMER}, wants)
    assert {key: value["enabled"] for key, value in found.items()} == {
        f"/{folder}/a.timer": True,
        f"/{folder}/b.timer": False,
    }


def test_a_crontab_that_was_not_read_is_failed_and_not_absent():
    assert schedules(tree_of(regular("etc/crontab", b"x")), FactIndex()).status is Status.FAILED
