import json
import re
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from drift.errors import LockError
from drift.model.lock import Lock, LockedService, LockedSet
from drift.model.records import Kind
from drift.policy.lockfile import lock_text, parse_lock

HOSTILE = "\x1b[2J\n::error::x\u202e\udce9"
WEB = LockedService(
    "prod",
    "shop/web",
    {
        Kind.ENV: {"A": {"value": "1"}, HOSTILE: {"value": HOSTILE}},
        Kind.MOUNTS: {},
        Kind.RUNTIME: {"o": {"value": {"a": 1}}},
    },
    {Kind.FILES: LockedSet("00" * 32, 3)},
    ("A", "B_*"),
)
LOCK = Lock("0.2.0", "01234567", {"packages": {"dpkg": 2, "rpm-manifest": 1}}, {"prod": ("shop/web",)}, (WEB,))


def test_what_is_written_is_read_again():
    assert parse_lock(lock_text(LOCK).encode(), "drift.lock") == LOCK


def test_nothing_from_inside_a_container_leaves_its_line_or_acts_on_a_terminal():
    text = lock_text(LOCK)
    assert text.isascii()
    assert not re.search(r"[\x00-\x09\x0b-\x1f\x7f]", text)
    assert all(line.startswith(("[", "#")) for line in text.splitlines())


def test_two_services_that_two_people_change_are_merged_by_lines():
    text = lock_text(replace(LOCK, services=(WEB, replace(WEB, name="z")), environments={"prod": ("shop/web", "z")}))
    changed = lock_text(
        replace(LOCK, services=(WEB, replace(WEB, name="z", required=())), environments={"prod": ("shop/web", "z")})
    )
    differing = set(text.splitlines()) ^ set(changed.splitlines())
    assert {json.loads(line)[0] for line in differing} == {"env:prod/z"}


@given(st.text(alphabet='[]"{},:\\\n0aenv/prodlock ', max_size=200))
def test_any_text_is_a_lock_or_one_line(text):
    with pytest.raises(LockError):
        parse_lock(text.encode(), "drift.lock")


@given(st.integers(0, 2000), st.integers(0, 255))
def test_no_changed_byte_goes_unseen_in_what_a_service_is_locked_as(place, byte):
    raw = bytearray(lock_text(LOCK).encode())
    start = raw.index(b'["env:')
    place = start + place % (len(raw) - start)
    before = raw[place]
    raw[place] = byte
    try:
        found = parse_lock(bytes(raw), "drift.lock")
    except LockError:
        return
    assert found == LOCK, (chr(before), chr(byte))
