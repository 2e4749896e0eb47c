from dataclasses import replace

import pytest

from drift.model.changes import Relation
from drift.model.records import Kind
from tests.policy.made import SIDES, change, file, file_change, found, rule_of

BETWEEN = Relation.ENVIRONMENTS
LOCKED = {"password": "locked", "min": 0, "max": 99999, "warn": 7}
SET = {**LOCKED, "password": "set", "hmac": "ab" * 32, "key_id": "11111111"}
OTHER = {**SET, "hmac": "cd" * 32}
OTHER_KEY = {**OTHER, "key_id": "22222222"}
OPEN = {**LOCKED, "password": "none needed"}


def password(before, after, key="password:app"):
    return change(Kind.ACCOUNTS, key, before, after)


def shadow(content="two"):
    return file_change("/etc/shadow", file(mode="0640"), file(content, mode="0640"))


@pytest.mark.parametrize(
    ("one", "rule", "between", "of_image"),
    [
        (password(LOCKED, SET), "password-changed", "medium", "high"),
        (password(SET, OTHER), "password-changed", "info", "high"),
        (password(SET, LOCKED), "password-changed", "medium", "high"),
        (password(LOCKED, OPEN), "password-changed", "high", "high"),
        (password(LOCKED, None), "password-changed", "medium", "high"),
        (password(LOCKED, SET, "group-password:ops"), "password-changed", "medium", "high"),
        (password(LOCKED, {**LOCKED, "max": 90}), "password-ageing-changed", "low", "low"),
        (password(LOCKED, {**LOCKED, "must_change": True}), "password-ageing-changed", "low", "low"),
        (password(SET, OTHER_KEY), "key-differs", "low", "low"),
        (password(SET, {**OTHER_KEY, "password": "locked"}), "password-changed", "medium", "high"),
    ],
)
def test_passwords_are_judged(one, rule, between, of_image):
    assert rule_of(one, BETWEEN) == (rule, between)
    assert rule_of(one) == (rule, of_image)


def test_a_password_that_was_set_names_its_account_and_who_can_log_in():
    [finding] = found(password(LOCKED, SET))
    assert (finding.kind, finding.key) == (Kind.ACCOUNTS, "user:app")
    assert finding.title == "user app: locked → a password in the container"
    assert finding.consequence == "whoever knows the password can log in as it"


def test_another_password_is_called_so_and_no_fingerprint_is_in_the_title():
    [finding] = found(password(SET, OTHER))
    assert finding.title == "user app: another password in the container"


def test_the_file_is_a_member_of_the_password_that_was_read_in_it():
    [finding] = found(password(LOCKED, SET), shadow())
    assert [one.key for one in finding.members] == ["/etc/shadow"]


def test_the_file_without_a_password_that_changed_is_a_finding():
    [finding] = found(shadow())
    assert (finding.rule, finding.key) == ("config-file-changed", "/etc/shadow")


def test_a_new_account_has_its_password_and_the_file_as_members():
    user = change(Kind.ACCOUNTS, "user:app", None, {"uid": 7, "gid": 7, "password": "in shadow"})
    [finding] = found(user, password(None, OPEN), shadow())
    assert finding.rule == "account-changed"
    assert [one.key for one in finding.members] == ["password:app", "/etc/shadow"]
    assert finding.consequence == "password:app: it needs no password"


def test_members_of_a_group_are_told_once():
    group = change(Kind.ACCOUNTS, "group:ops", {"gid": 5, "members": []}, {"gid": 5, "members": ["app"]})
    before = {"password": "locked", "administrators": [], "members": []}
    [finding] = found(group, password(before, {**before, "members": ["app"]}, "group-password:ops"))
    assert (finding.rule, [one.key for one in finding.members]) == ("account-changed", ["group-password:ops"])


def test_an_account_that_has_expired_is_said_to_be_refused():
    before, after = SIDES[Relation.CONTAINER_IMAGE]
    later = replace(after, at="2026-11-24T08:00:00+00:00")
    [finding] = found(password(LOCKED, {**LOCKED, "expire": 19756}), sides=(before, later))
    assert finding.title == "user app in the container: expires unset → 2024-02-03"
    assert finding.severity.name == "MEDIUM"
    assert "refuse it" in finding.consequence
