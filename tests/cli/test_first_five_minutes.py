"""What somebody does who has just installed it, on every engine."""

import re

import pytest

from tests.cli.command import ended
from tests.engines.engine import client

ADDED, EDITED = "/etc/app/extra.conf", "/etc/app/app.conf"


@pytest.fixture
def web(engine, tiny):
    """A container called web, on the engine that the docker command takes here."""
    return engine.run(tiny, name="web", env={"LEVEL": "info"})


@pytest.fixture
def user(drift, engine):
    """Whose docker command has a context called production."""
    user = drift.with_variables(DOCKER_HOST=engine.address)
    with user.program(client(), "context", "create", "production", "--docker", f"host={engine.address}") as process:
        assert ended(process).code == 0
    return user


def test_the_first_five_minutes(user, engine, web):
    equal = user("diff", "web", code=0)
    assert re.fullmatch(r"EQUAL: image:(docker\.io/library/)?tiny:1 → container:web", equal.answer)
    assert equal.err.startswith("drift: indexing image sha256:")

    web.sh("echo 'workers = 16' >> /etc/app/app.conf; echo x > /etc/app/extra.conf")
    different = user("diff", "web", code=0)
    assert different.answer.startswith("DIFFERENT: ")
    assert EDITED in different.out
    assert ADDED in different.out
    assert different.err == ""

    scan = user("scan", code=0)
    assert scan.answer == "SCANNED: 1 container read in local; 1 snapshot new"
    assert f"Kept in {user.store}" in scan.out
    assert scan.last == "More: drift gate"
    assert scan.err == ""

    assert user("scan", code=0).answer == "SCANNED: 1 container read in local; nothing new"
    assert user("scan", "--quiet", code=0) == type(scan)(0, "", "")

    web.sh("rm /etc/app/extra.conf")
    prod = user("scan", "--env", "prod", "-c", "production", code=0)
    assert prod.answer == "SCANNED: 1 container read in prod; 1 snapshot new"

    between = user("diff", "env:local", "env:prod", code=0)
    assert between.answer.endswith(": env:local → env:prod")
    assert ADDED in between.out
    assert EDITED not in between.out

    gate = user.shell("drift gate; echo $?")
    first, *_, last, code = gate.out.splitlines()
    assert first.startswith("DRIFT: ")
    assert "at or above high in 2 of 2 environments" in first
    assert first.endswith(" · local → prod: 1 service, 2 containers; read less than a minute ago")
    assert re.fullmatch(r"Failed: \d+ findings at or above high\. More: drift report -o drift\.html", last)
    assert code == "1"

    user("report", code=0)
    assert EDITED in (user.folder / "drift.html").read_text()


def test_a_container_that_is_just_started_has_no_finding(user, web):
    user("scan", code=0)
    assert user("gate", "--fail-on", "low", "--format", "json", code=0).json["findings"] == []


def test_with_nothing_running_a_scan_says_so_and_what_to_do(drift, docker):
    user = drift.with_variables(DOCKER_HOST=docker.address)
    docker.create(docker.tiny(), name="asleep")
    nothing = user("scan", code=0)
    assert nothing.answer == (
        "SCANNED: nothing read in local: no container runs there; scan --all also reads those that do not run"
    )
    assert user("gate", code=2).answer == "CANNOT JUDGE: nothing to judge: nothing was compared"
    assert user("scan", "-a", code=0).answer == "SCANNED: 1 container read in local; 1 snapshot new"
    user("gate", code=0)


def test_a_policy_is_begun_from_what_runs(drift, docker):
    user = drift.with_variables(DOCKER_HOST=docker.address)
    docker.run(docker.tiny(), name="web")
    made = user("init", code=0)
    assert made.err == (
        f"drift: wrote drift.toml: 1 container runs on {docker.address}; next: edit it, then drift config check\n"
    )
    assert '"web" = "web"' in (user.folder / "drift.toml").read_text()
    assert user("config", "check", code=0).out.startswith("# ok: the policy is right\n# drift.toml\n")
    user("scan", code=0)
    user("gate", code=0)
    assert user("init", "-o", "-", code=0).out == (user.folder / "drift.toml").read_text()


def test_a_policy_is_begun_without_an_engine(drift):
    made = drift("init", "-H", "unix:///no/such.sock", code=0)
    assert "no engine was in reach" in made.err
    assert drift("config", "check", code=0).err == ""


def test_the_doctor_lists_all_that_is_needed(drift, docker):
    user = drift.with_variables(DOCKER_HOST=docker.address)
    docker.run(docker.tiny(), name="web")
    before = user("doctor", code=0)
    assert re.findall(r"^ok +(\w+)", before.out, re.MULTILINE) == ["policy", "store", "key", "engine"]
    assert f"{docker.address}: docker {docker.version}" in before.out
    assert list(user.folder.iterdir()) == []
    user("scan", code=0)
    after = user("doctor", code=0)
    assert f"{user.store}: 1 container in local" in after.out
    assert user("doctor", "--quiet", code=0).out == ""


def test_the_doctor_says_what_is_in_the_way(drift, fleet, tmp_path):
    drift("scan", "-H", "unix:///no/such.sock", code=2)
    drift.store.chmod(0o644)
    key = tmp_path / "key"
    key.write_text("short")
    key.chmod(0o600)
    fleet.service("dev", "web").rename(tmp_path / "elsewhere")
    fleet.policy()
    done = drift.with_variables(DRIFT_KEY_FILE=str(key))("doctor", "-H", "unix:///no/such.sock", code=2)
    lines = {line.split()[1]: line for line in done.out.splitlines()}
    assert lines["policy"] == "ok    policy    drift.toml: dev"
    assert lines["store"].endswith(f"others can read it (mode 0644); chmod 600 {drift.store}")
    assert lines["key"].endswith("make one with `openssl rand -hex 32`")
    assert lines["target"].endswith("is web of dev: no such directory, or no right to read it")
    assert lines["engine"].endswith("start the engine, or name another with -H or -c")
    (tmp_path / "drift.toml").write_text("fail_on = 3\n")
    assert "FAIL  policy    drift.toml line 1" in drift("doctor", code=2).out
