import pytest

from drift.model.changes import Relation, Side
from drift.model.records import RUNS_AS, Kind
from tests.policy.made import IMAGE, change, compared, file, file_change, found, judged, rule_of, told, valued

BETWEEN = Relation.ENVIRONMENTS
USER = {"uid": 1000, "gid": 1000, "home": "/", "shell": "/bin/sh", "comment": "", "password": "in shadow"}
CA = {
    "subject": "C=DE, O=Example GmbH, CN=Example Root",
    "not_before": "2020-01-01T00:00:00Z",
    "not_after": "2030-01-01T00:00:00Z",
    "paths": ["/etc/ssl/certs/ca-certificates.crt"],
}
JOB = {"entries": [{"when": "@daily", "user": "root", "command": "/opt/job"}], "variables": {}}


def account(key, before, after):
    return change(Kind.ACCOUNTS, key, before, after)


def runs(before, after):
    return account(RUNS_AS, before, after)


def as_user(uid, **more):
    return {"user": "app", "uid": uid, "gid": 1000, "account": "app", "groups": [], **more}


def ca(before, after):
    return change(Kind.CERTIFICATES, "ab" * 32, before, after)


def job(before, after):
    return change(Kind.SCHEDULES, "/etc/cron.d/job", before, after)


@pytest.mark.parametrize(
    ("one", "rule", "between", "of_image"),
    [
        (account("user:app", None, USER), "account-changed", "medium", "high"),
        (account("user:toor", None, USER | {"uid": 0}), "account-changed", "high", "high"),
        (account("user:app", USER, USER | {"uid": 0}), "account-changed", "high", "high"),
        (account("user:app", USER, USER | {"password": "none needed"}), "account-changed", "high", "high"),
        (account("group:staff", {"gid": 50, "members": []}, None), "account-changed", "medium", "high"),
        (runs(as_user(1000), as_user(None, missing=["user app"])), "runs-as-differs", "high", "high"),
        (runs(as_user(1000), as_user(1001)), "runs-as-differs", "medium", "medium"),
        (ca(None, CA), "certificate-added", "medium", "high"),
        (ca(CA, None), "certificate-removed", "medium", "high"),
        (job(None, JOB), "schedule-changed", "medium", "high"),
        (valued(Kind.CONFIG, "time_zone", "UTC", "Europe/Berlin"), "time-zone-differs", "medium", None),
        (valued(Kind.CONFIG, "locale", "C.UTF-8", "POSIX"), "locale-differs", "medium", None),
    ],
)
def test_what_a_root_has_is_judged(one, rule, between, of_image):
    assert rule_of(one, BETWEEN) == (rule, between)
    assert rule_of(one) == ((rule, of_image) if of_image else None)


def test_a_second_root_is_called_one():
    [finding] = found(account("user:toor", None, USER | {"uid": 0}))
    assert finding.title == "user toor (uid 0) is only in the container"
    assert finding.consequence == "whoever logs in as it is root in the container"


def test_a_changed_account_says_in_what():
    [finding] = found(account("user:app", USER, USER | {"uid": 7, "shell": "/bin/bash"}))
    assert finding.title == "user app differs in the container: shell /bin/sh → /bin/bash and uid 1000 → 7"


def test_a_missing_user_ends_the_next_start():
    [finding] = found(runs(as_user(1000), as_user(None, missing=["user app"])))
    assert finding.title == "the container runs as 'app', and its root has no user app"
    assert finding.consequence == "the container cannot be started again"


def test_another_user_is_one_finding_and_whom_its_name_means_is_in_it():
    changes = (valued(Kind.CONFIG, "user", "app", "root"), runs(as_user(1000), as_user(0, user="root")))
    [finding] = found(*changes)
    assert (finding.rule, [one.key for one in finding.members]) == ("user-changed", [RUNS_AS])


def test_the_file_that_accounts_are_read_in_is_a_member_of_their_finding():
    changes = (account("user:toor", None, USER), file_change("/etc/passwd", file(), file("two")))
    [finding] = found(*changes)
    assert (finding.rule, [one.key for one in finding.members]) == ("account-changed", ["/etc/passwd"])


def test_what_useradd_writes_beside_is_a_member_of_the_accounts_finding_but_a_password_is_told():
    written = ("/etc/passwd-", "/etc/subuid", "/etc/shadow")
    changes = (account("user:toor", None, USER), *(file_change(path, file(), file("two")) for path in written))
    user, shadow = found(*changes)
    assert (user.rule, [one.key for one in user.members]) == ("account-changed", ["/etc/passwd-", "/etc/subuid"])
    assert (shadow.rule, shadow.key) == ("config-file-changed", "/etc/shadow")


@pytest.mark.parametrize("after", [file("two", mode="0666"), file("two", owner="5:5")])
def test_rights_of_that_file_are_a_finding_of_their_own(after):
    changes = (account("user:toor", None, USER), file_change("/etc/passwd", file(), after))
    assert [one.rule for one in found(*changes)] == ["account-changed", "config-file-changed"]


def test_a_ca_is_named_as_people_name_it():
    assert [one.title for one in found(ca(None, CA))] == [
        "the container trusts Example Root by /etc/ssl/certs/ca-certificates.crt"
    ]
    assert [one.title for one in found(ca(None, CA | {"subject": ""}))] == [
        f"the container trusts certificate {'ab' * 8} by /etc/ssl/certs/ca-certificates.crt"
    ]


def test_an_expired_ca_is_low_and_says_since_when():
    old = CA | {"not_after": "2021-09-30T14:01:15Z"}
    sides = (IMAGE, Side("container:web-1", environment="production", at="2026-11-24T08:00:00Z"))
    for one in (ca(None, old), ca(old, None)):
        [finding] = found(one, sides=sides)
        assert str(finding.severity) == "low"
        assert finding.title.endswith(", expired since 2021-09-30")


def test_a_ca_that_moved_between_files_is_told_for_each_side_that_has_more():
    more = CA | {"paths": [*CA["paths"], "/etc/ssl/cert.pem"]}
    assert rule_of(ca(CA, more)) == ("certificate-added", "high")
    assert rule_of(ca(more, CA)) == ("certificate-removed", "high")
    assert rule_of(ca(CA, CA | {"subject": "CN=x"}), BETWEEN) == ("record-changed", "medium")


def test_many_cas_are_one_finding():
    changes = [change(Kind.CERTIFICATES, f"{number:064x}", CA, None) for number in range(140)]
    bundle = file_change("/etc/ssl/certs/ca-certificates.crt", file(), None)
    verdict = judged(compared(*changes, bundle))
    assert told(verdict) == [("certificate-removed", "certificates")]
    assert verdict.findings[0].title == "140 CA certificates missing"


def test_a_schedule_says_what_starts_and_what_no_longer_does():
    other = {"entries": [{"when": "@hourly", "user": "root", "command": "/opt/job"}], "variables": {}}
    [finding] = found(job(JOB, other))
    assert finding.title == "/etc/cron.d/job starts @hourly root /opt/job and no longer starts @daily root /opt/job"


@pytest.mark.parametrize(
    ("key", "effect"), [("time_zone", "its times are UTC"), ("locale", "its text is ASCII, as in the locale C")]
)
@pytest.mark.parametrize("relation", [Relation.CONTAINER_IMAGE, BETWEEN])
def test_a_setting_that_the_root_cannot_follow_is_told(key, effect, relation):
    one = change(Kind.CONFIG, key, {"value": "x"}, {"value": "y", "installed": False})
    [finding] = found(one, relation=relation)
    assert (finding.rule, str(finding.severity), finding.consequence) == ("setting-without-effect", "medium", effect)
