"""`drift lock` and `gate --lock` as processes: a file to commit, and what runs against it without any store."""

import hashlib
import json
import os

import pytest

from tests.cli.command import Command
from tests.cli.fleet import Fleet

EDITED = b"[server]\nport = 9090\n"
PASSWORD = "correct-horse-battery-9"
GIVEN = {"LOG_LEVEL": "info", "DB_PASSWORD": PASSWORD}
KEY = "0123456789abcdef0123456789abcdef"


def lock_all(drift, fleet):
    """web and db of prod, scanned and locked with a key that CI knows; what runs afterwards is read on a fresh machine."""
    drift = drift.with_variables(DRIFT_KEY=KEY)
    fleet.bundle("prod", "web", GIVEN, memory=1 << 29)
    fleet.service("prod", "db")
    fleet.policy('[env]\nrequired = ["LOG_LEVEL"]\n')
    drift("scan", code=0)
    drift("lock", code=0)
    return drift.with_variables(DRIFT_DB=str(fleet.root / "fresh" / "drift.db"))


@pytest.fixture
def locked(drift, fleet):
    return lock_all(drift, fleet)


@pytest.fixture(scope="module")
def once(tmp_path_factory):
    """For tests that change nothing of what runs."""
    folder = tmp_path_factory.mktemp("locked")
    return lock_all(Command(folder), Fleet(folder))


@pytest.fixture
def same(once):
    """With a lock that a test may spoil."""
    file = once.folder / "drift.lock"
    whole = file.read_bytes()
    yield once
    file.write_bytes(whole)


def rules(gate):
    return {(one["rule"], one["key"]) for one in gate.json["findings"]}


def lines(drift):
    return (drift.folder / "drift.lock").read_text().splitlines()


def replaced(drift, old, new):
    """One line of the lock is another."""
    file = drift.folder / "drift.lock"
    text = file.read_text()
    assert old in text
    file.write_text(text.replace(old, new, 1))


def test_the_same_state_gives_the_same_bytes_and_no_secret(drift, locked):
    drift = drift.with_variables(DRIFT_KEY=KEY)
    first = (drift.folder / "drift.lock").read_bytes()
    drift("scan", code=0)
    done = drift("lock", "--update", code=0)
    assert done.err == "drift: locked 2 services of prod in drift.lock\n"
    assert (drift.folder / "drift.lock").read_bytes() == first
    assert PASSWORD.encode() not in first
    assert first.isascii()


def test_a_line_says_by_itself_what_it_is_about(same):
    assert '["env:prod/web", "env", "LOG_LEVEL", "info"]' in lines(same)
    assert '["env:prod/web", "runtime", "memory", 536870912]' in lines(same)
    assert '["env:prod/web", "required", "LOG_LEVEL"]' in lines(same)
    assert '["environment", "prod", ["db", "web"]]' in lines(same)
    assert any(line.startswith('["env:prod/web", "digest", "packages", "') for line in lines(same))


def test_what_is_as_it_is_locked_passes_without_any_store(same):
    gate = same("gate", "--lock", "drift.lock", "--fail-on", "low", code=0)
    assert gate.judged.startswith("prod against drift.lock: 2 services, 2 containers")
    assert gate.last.endswith("More: drift gate --lock drift.lock --verbose")
    assert not (same.folder / "fresh").exists()


def test_what_changed_since_is_told_by_its_own_rules(locked, fleet):
    fleet.bundle("prod", "web", {"LOG_LEVEL": "debug", "DB_PASSWORD": "another"}, memory=1 << 28)
    (fleet.root / "prod/web/rootfs/etc/app/app.conf").write_bytes(EDITED)
    found = rules(locked("gate", "--lock", "drift.lock", "--format", "json", code=1))
    assert found == {
        ("config-file-changed", "/etc/app/app.conf"),
        ("limit-changed", "memory"),
        ("env-differs", "LOG_LEVEL"),
        ("env-secret-differs", "DB_PASSWORD"),
    }


def test_a_variable_that_the_lock_requires_is_missing(locked, fleet):
    fleet.bundle("prod", "web", {"DB_PASSWORD": PASSWORD}, memory=1 << 29)
    fleet.policy()
    found = rules(locked("gate", "--lock", "drift.lock", "--format", "json", code=1))
    assert found == {("env-required-missing", "LOG_LEVEL")}


def test_another_image_is_not_the_locked_one(locked, fleet):
    files = {
        "etc/app/app.conf": b"[server]\nport = 8080\n",
        "opt/app/run": b"#!/bin/sh\nexec sleep 9\n",
        "srv/page": b"2\n",
    }
    fleet.other_image("prod", "db", files, {})
    (fleet.root / "prod/db/srv/page").write_bytes(b"2\n")
    fleet.policy()
    found = rules(locked("gate", "--lock", "drift.lock", "--format", "json", code=1))
    assert found == {("locked-otherwise", "locked:image")}


def test_what_nobody_can_tell_in_detail_is_another_set(drift, fleet):
    fleet.service("prod", "web", srv__page=b"by hand\n")
    fleet.policy()
    drift("scan", code=0)
    drift("lock", code=0)
    fleet.service("prod", "web", srv__page=b"by another hand\n", srv__more=b"")
    gate = drift("gate", "--lock", "drift.lock", code=1)
    assert "files are another set than the locked one: 1 records → 2" in gate.out


def test_a_service_that_is_not_there_and_one_that_is_not_locked(locked, fleet):
    fleet.service("prod", "cron")
    fleet.environments["prod"].remove("db")
    fleet.policy('[env]\nrequired = ["LOG_LEVEL"]\n')
    found = rules(locked("gate", "--lock", "drift.lock", "--format", "json", code=1))
    assert found == {("service-missing", "service"), ("service-extra", "service")}
    web = f"dir:{fleet.root}/prod/web"
    locked("gate", "--lock", "drift.lock", web, "--env", "prod", code=0)


def test_with_another_key_only_that_variable_cannot_be_compared(same):
    gate = same.with_variables(DRIFT_KEY=KEY[::-1])("gate", "--lock", "drift.lock", "--format", "json", code=0)
    assert [(one["rule"], one["key"], one["severity"]) for one in gate.json["findings"]] == [
        ("key-differs", "DB_PASSWORD", "low")
    ]


def test_other_collectors_pass_where_the_digest_is_equal_and_else_leave_it_open(drift, fleet):
    def install(version):
        status = (
            f"Package: bash\nStatus: install ok installed\nVersion: {version}\nArchitecture: amd64\nMaintainer: x\n"
        )
        fleet.service("prod", "db", var__lib__dpkg__status=status.encode())

    install("5.2")
    fleet.policy()
    drift("scan", code=0)
    drift("lock", code=0)
    replaced(drift, ", dpkg 2, ", ", dpkg 1, ")
    drift("gate", "--lock", "drift.lock", code=0)
    install("5.3")
    gate = drift("gate", "--lock", "drift.lock", code=2)
    assert gate.answer.startswith("CANNOT JUDGE: prod/db: packages")
    assert "(dpkg 1; here dpkg 2); drift lock --update; DRIFT: " in gate.answer


def test_a_lock_of_another_version_is_compared_by_the_fields_that_both_know(same):
    for field in ('"tty", false', '"read_only", false'):
        line = f'["env:prod/web", "runtime", {field}]\n'
        replaced(same, line, "")
    _with_checksum(same, "env:prod/web")
    gate = same("gate", "--lock", "drift.lock", "--format", "json", code=0)
    assert {one["key"] for one in gate.json["findings"]} == {"tty", "read_only"}
    replaced(same, '["drift", "', '["drift", "0.0.')
    gate = same("gate", "--lock", "drift.lock", "--format", "json", code=0)
    assert gate.json["findings"] == []


def _with_checksum(drift, label):
    """As a drift that did not know the fields would have written it."""
    own = [line for line in lines(drift) if line.startswith(f'["{label}", ')]
    checksum = hashlib.sha256("\n".join(own[:-1]).encode()).hexdigest()[:16]
    replaced(drift, own[-1], json.dumps([label, "checksum", checksum]))


@pytest.mark.parametrize(
    ("old", "new", "line"),
    [
        ('"LOG_LEVEL", "info"', '"LOG_LEVEL", "debug"', "env:prod/web was edited or merged by hand"),
        ('["env:prod/web", "env", "PATH", "/bin"]\n', "", "env:prod/web was edited or merged by hand"),
        ('"prod", ["db", "web"]', '"prod", ["web"]', "env:prod/db is not listed among the services"),
        ('"prod", ["db", "web"]', '"prod", ["cron", "db", "web"]', "env:prod/cron is listed and has no lines"),
        ('lock", 1]', 'lock", 2]', "is of version 2, and this drift knows 1; use a newer drift"),
        ('["container-drift lock", 1]\n', "", "is no lock: it does not begin with"),
        ('["key", ', "<<<<<<< ours\n", "line 4 is no JSON; was it merged?"),
        ('"digest", "packages"', '"digest", "wishes"', "is not as drift lock writes it"),
        ('["drift", "0.1.0"]', '["drift"]', "is no line of a lock"),
        ('["drift", "0.1.0"]', '["drift", "0.1.0"]\n["mood", "good"]', "'mood' is unknown"),
    ],
)
def test_a_lock_that_is_not_as_it_was_written_ends_with_one_line(same, old, new, line):
    replaced(same, old, new)
    gate = same("gate", "--lock", "drift.lock", code=2)
    assert (gate.out, gate.err.count("\n")) == ("", 1)
    assert line in gate.err


def test_a_lock_that_is_cut_short_or_not_there_ends_with_one_line(same):
    file = same.folder / "drift.lock"
    file.write_bytes(file.read_bytes()[:-40])
    assert "drift lock --update writes it anew" in same("gate", "--lock", "drift.lock", code=2).err
    file.write_bytes(os.urandom(200))
    same("gate", "--lock", "drift.lock", code=2)
    assert "cannot be read: No such file" in same("gate", "--lock", "none.lock", code=2).err
    assert "cannot be read" in same("gate", "--lock", str(same.folder), code=2).err


def test_what_cannot_be_read_now_cannot_be_judged(locked, fleet):
    fleet.service("prod", "db", var__lib__dpkg__status=b"Package: bash\n no colon here")
    assert "packages" in locked("gate", "--lock", "drift.lock", code=2).answer
    (fleet.root / "prod/db").rename(fleet.root / "elsewhere")
    assert locked("gate", "--lock", "drift.lock", code=2).answer.startswith("CANNOT JUDGE: prod/db")


def test_what_is_locked_and_cannot_be_told_of_what_runs_cannot_be_judged(locked, fleet):
    fleet.service("prod", "web")
    assert "it is locked, and cannot be told of this" in locked("gate", "--lock", "drift.lock", code=2).answer


def test_a_lock_is_replaced_only_when_that_is_asked_for(same):
    drift = same.with_variables(DRIFT_DB=str(same.folder / "drift.db"))
    assert "is there already; --update writes it anew" in drift("lock", code=2).err
    assert drift("lock", "-o", "-", code=0).out.startswith("# What runs where")


def test_an_update_of_one_environment_keeps_what_is_locked_of_others(locked, fleet, drift):
    drift = drift.with_variables(DRIFT_KEY=KEY)
    fleet.service("dev", "web")
    fleet.policy()
    drift("scan", "--env", "dev", code=0)
    before = lines(drift)
    drift("lock", "--update", "--env", "dev", code=0)
    assert set(before) < set(lines(drift))
    assert '["environment", "dev", ["web"]]' in lines(drift)
    drift("lock", "--update", f"dir:{fleet.root}/dev/web", "--env", "dev", code=0)
    assert set(before) < set(lines(drift))


def test_what_is_not_known_whole_is_not_locked(drift, fleet):
    assert "there is no store" in drift("lock", code=2).err
    fleet.service("prod", "web", var__lib__dpkg__status=b"Package: bash\n no colon here")
    fleet.policy()
    drift("scan", code=0)
    assert "packages of prod/web could not be read" in drift("lock", code=2).err
    (fleet.root / "prod/web").rename(fleet.root / "elsewhere")
    drift("scan", code=2)
    assert "could not be read" in drift("lock", code=2).err
    assert not (drift.folder / "drift.lock").exists()


def test_what_is_named_is_read_and_locked_without_a_scan(drift, fleet):
    web = f"dir:{fleet.bundle('prod', 'web', GIVEN)}"
    words = ("--image", fleet.image, "--env", "prod")
    drift("lock", web, *words, code=0)
    assert not drift.store.exists()
    drift("gate", "--lock", "drift.lock", web, *words, "--fail-on", "low", code=0)


def test_several_environments_cannot_be_one_engine(locked, fleet, drift):
    fleet.service("dev", "web")
    fleet.policy()
    drift = drift.with_variables(DRIFT_KEY=KEY)
    drift("scan", code=0)
    drift("lock", "--update", "--env", "dev", code=0)
    (fleet.root / "drift.toml").unlink()
    assert "the lock has dev, prod, and one engine is read" in locked("gate", "--lock", "drift.lock", code=2).err
    gate = locked("gate", "--lock", "drift.lock", "--env", "qa", code=2)
    assert "qa is not locked: the lock has dev, prod" in gate.err
