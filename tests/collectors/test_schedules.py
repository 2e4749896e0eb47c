import io
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from drift.collectors.schedules import LONGEST, MOST_ENTRIES, parse_system, parse_timer, parse_user
from drift.model.canonical import canonical

DEBIAN = b"""\
# /etc/crontab: system-wide crontab
SHELL=/bin/sh
MAILTO = "ops@example.com"

17 *\t* * *\troot    cd / && run-parts --report /etc/cron.hourly
*/5 0-8,20-23 * jan-mar mon-fri app /opt/app/poll --fast
@reboot root /usr/local/bin/once
this is no entry
"""


def entries(parse, content: bytes, name: str = "root"):
    found = parse(io.BytesIO(content), name)
    return found and [tuple(one.values()) for one in found["document"]["entries"]]


def test_a_system_crontab_names_time_user_and_command():
    assert entries(parse_system, DEBIAN) == [
        ("17 * * * *", "root", "cd / && run-parts --report /etc/cron.hourly"),
        ("*/5 0-8,20-23 * jan-mar mon-fri", "app", "/opt/app/poll --fast"),
        ("@reboot", "root", "/usr/local/bin/once"),
    ]


def test_a_crontab_s_variables_stand_beside_its_entries():
    found = parse_system(io.BytesIO(DEBIAN), "crontab")
    assert found is not None
    assert found["document"]["variables"] == {"SHELL": "/bin/sh", "MAILTO": '"ops@example.com"'}


def test_a_user_s_crontab_has_the_user_for_its_name():
    assert entries(parse_user, b"0 3 * * * /usr/bin/backup --all\n", "app") == [
        ("0 3 * * *", "app", "/usr/bin/backup --all")
    ]


def test_a_timer_starts_a_unit():
    unit = (
        b"[Unit]\nOnFailure=x.service\n[Timer]\nOnCalendar=daily\nOnCalendar=\nOnCalendar=*-*-* 4:00\nOnBootSec=5min\n"
    )
    assert entries(parse_timer, unit, "clean.timer") == [
        ("OnCalendar=*-*-* 4:00", "clean.service"),
        ("OnBootSec=5min", "clean.service"),
    ]
    assert entries(parse_timer, unit + b"Unit=other.service\n", "clean.timer")[0][1] == "other.service"


@pytest.mark.parametrize("content", [b"", b"# nothing\n", b"SHELL=/bin/sh\n", b"words and more words here\n"])
def test_a_file_without_an_entry_is_no_schedule(content):
    assert entries(parse_system, content) is None
    assert entries(parse_timer, content) is None


def test_entries_and_lines_are_bounded():
    assert len(entries(parse_user, b"* * * * * x\n" * (MOST_ENTRIES + 5))) == MOST_ENTRIES
    assert entries(parse_user, b"* * * * * " + b"x" * LONGEST) is None


PIECES = [
    b"*/5 ",
    b"* ",
    b"root ",
    b"@daily ",
    b"\n",
    b"A=",
    b"[Timer]\n",
    b"On",
    b"=",
    b"-" * 400,
    b"*" * 400,
    b"\xff\0",
]


@given(st.lists(st.sampled_from(PIECES), max_size=40).map(b"".join))
def test_any_bytes_are_entries_or_none(content):
    for parse in (parse_system, parse_user, parse_timer):
        found = parse(io.BytesIO(content), "x.timer")
        assert found is None or json.loads(canonical(found))["document"]["entries"]
