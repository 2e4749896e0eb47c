"""What a finding leads to, where it comes from and what to paste, on real engines: an image whose entrypoint wants variables, built there."""

from typing import Any

import pytest

from tests.cli.command import Command
from tests.engines.engine import Engine, EngineError

ENTRYPOINT = b"""#!/bin/sh
set -e
: "${DATABASE_URL:?must be set}"
echo "listening on ${PORT:-8080} as $ROLE" > /dev/null
exec "$@"
"""
DOCKERFILE = """\
FROM tiny:1
COPY entrypoint.sh /
RUN mkdir /data && chown 1000:1000 /data
COPY app.conf /etc/app/app.conf
USER app
HEALTHCHECK CMD ["/bin/stat", "/etc/app/app.conf"]
ENTRYPOINT ["/entrypoint.sh"]
CMD ["sleep", "100000"]
"""
WEB = {"DATABASE_URL": "postgres://db/shop", "ROLE": "web"}


def build(engine: Engine) -> str:
    engine.tiny()
    return engine.build("asking:1", DOCKERFILE, {"entrypoint.sh": ENTRYPOINT, "app.conf": b"port = 1\n"})


def found(drift: Command, *words: object) -> dict[tuple[str, str], dict[str, Any]]:
    """(rule, key) → finding."""
    document = drift(*words, "--format", "json").json
    return {(one["rule"], one["key"]): one for one in document["findings"]}


@pytest.fixture
def connected(drift: Command, docker: Engine) -> Command:
    return drift.with_variables(DOCKER_HOST=docker.address)


def test_the_entrypoint_s_variable_that_is_missing_keeps_the_container_from_starting(drift, older, docker):
    older.run(build(older), name="web", env=WEB)
    failing = docker.run(build(docker), name="web")
    assert docker.docker("wait", failing.id).strip() == b"2"  # it is as drift says
    (drift.folder / "drift.toml").write_text(
        f'[[environment]]\nname = "dev"\nhosts = ["{older.address}"]\n'
        f'[[environment]]\nname = "prod"\nhosts = ["{docker.address}"]\n'
    )
    drift("scan", "--all", code=0)
    findings = found(drift, "gate")
    url, role = findings["env-missing", "DATABASE_URL"], findings["env-missing", "ROLE"]
    assert url["consequence"] == "/entrypoint.sh ends where it is not set: the container does not start"
    assert url["effect"] == "no-start"
    assert role["consequence"] == "it is read by /entrypoint.sh and has no default there"
    assert role["effect"] == "fails"
    assert role["remedy"].startswith("docker run -e ROLE=web …  # ")
    assert ("env-missing", "PORT") not in findings


def test_what_was_changed_by_hand_says_what_it_is_for_and_which_step_made_it(connected, docker):
    web = docker.run(build(docker), name="web", env=WEB)
    web.exec("sh", "-c", "chmod 0600 /etc/app/app.conf; mv /entrypoint.sh /entrypoint.old", user="0")
    findings = found(connected, "diff", "container:web")
    mode = findings["file-mode-changed", "/etc/app/app.conf"]
    assert mode["consequence"] == "it runs as 1000:1000, which can no longer read it"
    assert mode["attribution"] == "made by COPY … /etc/app/app.conf"
    assert mode["remedy"].startswith("docker rm -f web && docker run … asking:1  # ")
    with pytest.raises(EngineError):
        web.exec("cat", "/etc/app/app.conf")
    moved = findings["file-moved", "/entrypoint.old"]
    assert moved["consequence"] == "it is the entrypoint: the container does not start"
    assert moved["step"] == "COPY … /"
    web.stop()
    with pytest.raises(EngineError):
        web.start()


def test_a_health_check_s_command_that_is_gone_fails_every_check(connected, docker):
    web = docker.run(build(docker), name="web", env=WEB)
    web.exec("rm", "/bin/stat", user="0")
    gone = found(connected, "diff", "container:web")["file-removed", "/bin/stat"]
    assert gone["consequence"] == "it is the health check's command: every check fails"


def test_a_recreated_service_of_compose_is_named_by_its_project(connected, docker):
    labels = [f"--label=com.docker.compose.{name}={value}" for name, value in (("project", "shop"), ("service", "web"))]
    web = docker.run(docker.tiny(), name="shop-web-1", args=labels)
    web.sh("echo 'port = 2' >> /etc/app/app.conf")
    said = found(connected, "diff", "container:shop-web-1")["config-file-changed", "/etc/app/app.conf"]["remedy"]
    assert said.startswith("docker compose -p shop up -d --force-recreate web  # ")


def test_an_entrypoint_that_is_not_there(connected, docker):
    image = build(docker)
    docker.run(image, name="one", env=WEB)
    other = docker.create(image, name="two", env=WEB, args=["--entrypoint=/opt/absent"])
    command = found(connected, "diff", "container:one", "container:two")["replica-differs", "entrypoint"]
    assert command["consequence"] == "/opt/absent is not there: the container does not start"
    with pytest.raises(EngineError):
        other.start()
