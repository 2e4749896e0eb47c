"""`drift lock --check` and `drift config check FILE` as processes: what can be said of the files alone, before they are committed."""

import hashlib
import json

import pytest

from tests.cli.command import Command
from tests.cli.fleet import Fleet

POLICY = '[env]\nrequired = ["LOG_LEVEL"]\n'
REMEDY = "drift: drift lock --update writes it anew\n"


@pytest.fixture(scope="module")
def once(tmp_path_factory):
    """web and db of prod, locked; neither engine nor store is there afterwards."""
    fleet = Fleet(tmp_path_factory.mktemp("checked"))
    fleet.bundle("prod", "web", {"LOG_LEVEL": "info", "TICKET": "4711"})
    fleet.service("prod", "db")
    fleet.policy(POLICY)
    drift = Command(fleet.root)
    drift("scan", code=0)
    drift("lock", code=0)
    return drift.with_variables(DRIFT_DB="/dev/null/no.db", DOCKER_HOST="unix:///dev/null/no.sock")


@pytest.fixture
def locked(once):
    files = [once.folder / name for name in ("drift.lock", "drift.toml")]
    whole = [file.read_bytes() for file in files]
    yield once
    for file, content in zip(files, whole, strict=True):
        file.write_bytes(content)


def replaced(drift, name, old, new):
    text = (drift.folder / name).read_text()
    assert old in text
    (drift.folder / name).write_text(text.replace(old, new, 1))


def test_a_lock_that_fits_is_ok_and_nothing_but_the_file_is_asked(locked):
    assert locked("lock", "--check", code=0).out == "ok: drift.lock has 2 services of prod, as the policy wants it\n"
    assert locked("lock", "--check", "--quiet", code=0).out == ""
    replaced(locked, "drift.lock", "\n", "\n# reviewed\n")
    locked("lock", "--check", code=0)


@pytest.mark.parametrize(
    ("old", "new", "problem"),
    [
        (
            'required = ["LOG_LEVEL"]',
            'required = ["LOG_LEVEL", "DB_URL"]',
            "prod/web: the policy requires DB_URL, and it is not set",
        ),
        (
            'required = ["LOG_LEVEL"]',
            'required = ["TICKET"]',
            "prod/web: that LOG_LEVEL must be set is still in the lock",
        ),
        (
            'required = ["LOG_LEVEL"]',
            'required = ["LOG*", "LOG_LEVEL"]',
            "prod/web: that LOG* must be set is not yet in the lock",
        ),
        ("[env]", '[env]\nsecret = ["TICKET"]', "prod/web: TICKET looks secret and stands there as it is"),
        ('name = "prod"', 'name = "production"', "prod is locked, and the policy declares no environment of this name"),
        ('service = "db"', 'service = "database"', "prod/database is a target of the policy, and not locked"),
    ],
)
def test_a_policy_that_the_lock_no_longer_fits(locked, old, new, problem):
    replaced(locked, "drift.toml", old, new)
    done = locked("lock", "--check", code=2)
    assert f"drift.lock: {problem}\n" in done.out
    assert done.err == REMEDY


def test_lines_in_another_order_are_a_problem(locked):
    file = locked.folder / "drift.lock"
    lines = file.read_text().splitlines()
    at = next(number for number, line in enumerate(lines) if line.startswith('["collectors", '))
    lines[at], lines[at + 1] = lines[at + 1], lines[at]
    file.write_text("\n".join(lines) + "\n")
    assert "are not in the order" in locked("lock", "--check", code=2).out


def test_a_secret_that_somebody_wrote_into_it_is_found(locked):
    """With the right checksum, as an older drift with fewer shapes would have written it."""
    secret = "ghp_" + "a1B2c3D4e5" * 3 + "f6G7h8"
    file = locked.folder / "drift.lock"
    lines = file.read_text().replace('"TICKET", "4711"', f'"TICKET", "{secret}"').splitlines()
    own = [line for line in lines if line.startswith('["env:prod/web", ')]
    checksum = hashlib.sha256("\n".join(own[:-1]).encode()).hexdigest()[:16]
    lines[lines.index(own[-1])] = json.dumps(["env:prod/web", "checksum", checksum])
    file.write_text("\n".join(lines) + "\n")
    done = locked("lock", "--check", code=2)
    assert done.out == "drift.lock: prod/web: TICKET looks secret and stands there as it is\n"


def test_a_lock_that_is_damaged_or_missing_is_one_line(locked):
    replaced(locked, "drift.lock", '"LOG_LEVEL", "info"', '"LOG_LEVEL", "debug"')
    done = locked("lock", "--check", code=2)
    assert (done.out, done.err.count("\n")) == ("", 1)
    assert "env:prod/web was edited or merged by hand" in done.err
    assert "cannot be read" in locked("lock", "--check", "-o", "none.lock", code=2).err


def test_a_check_together_with_a_scan_is_refused(locked):
    assert "--check looks at the file alone" in locked("lock", "--check", "--update", code=2).err


def test_policies_that_are_named_are_checked_alone_and_each_of_them(locked):
    for name, text in (("a.toml", 'fail_on = "hi"\n'), ("b.toml", 'fail_on = "low"\n'), ("c.toml", "[[environmnt]]\n")):
        (locked.folder / name).write_text(text)
    done = locked("config", "check", "-q", "a.toml", "b.toml", "c.toml", code=2)
    assert done.out == ""
    assert [line.split(" ")[1] for line in done.err.splitlines()] == ["a.toml", "c.toml"]
    assert 'fail_on = "low"' in locked("config", "check", "b.toml", code=0).out
