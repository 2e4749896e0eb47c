"""Environments on real engines: two of them, one with labels; services, replicas, rollouts; from drift.toml to the verdict."""

import json
from typing import Any

import pytest

from tests.engines.proxy import Proxy

COMPOSE = "com.docker.compose"


def member(service: str, project: str = "shop", number: int = 1) -> dict[str, Any]:
    """Of a Compose project, as `docker compose up` makes it."""
    labels = {"project": project, "service": service, "container-number": str(number), "oneoff": "False"}
    args = [f"--label={COMPOSE}.{name}={value}" for name, value in labels.items()]
    return {"name": f"{project}-{service}-{number}", "args": args}


def judged(drift, *words: str, code: int) -> set[tuple[str, str, str]]:
    """(rule, service, key) of the findings that are more than information."""
    document = drift("gate", *words, "--format", "json", code=code).json
    return {(one["rule"], one["service"], one["key"]) for one in document["findings"] if one["severity"] != "info"}


@pytest.fixture
def shop(drift, older, docker):
    """dev on the older engine, prod on the newer; each runs web and api from the same files."""
    for engine, project in ((older, "shop-dev"), (docker, "shop")):
        for service in ("web", "api"):
            engine.run(engine.tiny(), **member(service, project))
    (drift.folder / "drift.toml").write_text(
        f'[[environment]]\nname = "dev"\nhosts = ["{older.address}"]\n'
        f'[[environment]]\nname = "prod"\nhosts = ["{docker.address}"]\n'
        '[applications]\nshop = ["shop-dev", "shop"]\n'
    )
    return drift


def test_two_engines_are_two_environments(shop, docker):
    scan = shop("scan", code=0)
    assert scan.answer == "SCANNED: 4 containers read in dev, prod; 4 snapshots new"
    gate = shop("gate", code=0)
    assert gate.judged == "dev → prod: 2 services, 4 containers; read less than a minute ago"
    assert judged(shop, code=0) == set()

    web = docker.containers[-2]
    web.sh("echo 'port = 1' >> /etc/app/app.conf")
    again = shop("scan", "--env", "prod", "--quiet", code=0)
    assert [line.split() for line in again.out.splitlines()[1:]] == [["changed", "prod/shop-web-1"]]
    changed = ("config-file-changed", "web", "/etc/app/app.conf")
    assert judged(shop, code=1) == {changed}
    status = shop("status", "--format", "json").json
    states = {row["service"]: [cell["state"] for cell in row["cells"]] for row in status["matrix"]["rows"]}
    assert states == {"web": ["ok", "drift"], "api": ["ok", "ok"]}


def test_a_service_that_only_one_environment_has(shop, older, docker):
    docker.run(docker.tiny(), **member("cron"))
    docker.containers[-2].rm()
    shop("scan", code=0)
    assert judged(shop, code=1) == {("service-missing", "api", "service"), ("service-extra", "cron", "service")}
    missing = shop("diff", "env:dev", "env:prod", code=0)
    assert "api is missing in prod: dev has it" in missing.out
    assert shop("diff", "env:dev", "env:prod", "--exit-code").code == 1


def test_a_container_that_is_gone_is_news(shop, docker):
    shop("scan", "--env", "prod", code=0)
    docker.containers[-1].rm()
    scan = shop("scan", "--env", "prod", "--quiet", code=0)
    assert [line.split() for line in scan.out.splitlines()[1:]] == [["gone", "prod/shop-api-1"]]
    assert shop("scan", "--env", "prod", "--quiet", code=0).out == ""


def test_a_replica_that_differs_from_the_others(shop, docker):
    for number in (2, 3):
        docker.run(docker.tiny(), **member("web", number=number))
    docker.containers[-1].sh("echo 'port = 1' >> /etc/app/app.conf")
    shop("scan", code=0)
    gate = shop("gate", "--format", "json", code=1).json
    replicas = [one for one in gate["comparisons"] if one["relation"] == "instance-instance"]
    assert [(one["before"], one["after"]) for one in replicas] == [("container:shop-web-1", "container:shop-web-3")]
    failing = [one for one in gate["findings"] if one["fails"]]
    assert [(one["key"], one["instances"]) for one in failing] == [("/etc/app/app.conf", ["shop-web-3"])]


def test_labels_tell_the_environments_of_one_engine_apart_and_it_is_listed_once(drift, docker):
    docker.run(docker.tiny(), name="web-dev", args=["--label=stage=dev"])
    docker.run(docker.tiny(), name="web-prod", args=["--label=stage=prod"])
    docker.run(docker.tiny(), name="other")
    with Proxy(docker.address) as proxy:
        (drift.folder / "drift.toml").write_text(
            "".join(
                f'[[environment]]\nname = "{name}"\nhosts = ["{proxy.address}"]\nlabels = ["stage={name}"]\n'
                for name in ("dev", "prod")
            )
            + '[services]\n"web-*" = "web"\n'
        )
        document = drift("scan", "--format", "json", code=0).json
        asked = [path.partition("?")[0] for path in proxy.paths]
    read = {one["environment"]: [each["instance"] for each in one["targets"]] for one in document["environments"]}
    assert read == {"dev": ["web-dev"], "prod": ["web-prod"]}
    assert [asked.count(path) for path in ("/version", "/info", "/containers/json")] == [1, 1, 1]
    assert drift("gate", code=0).judged.startswith("dev → prod: 1 service, 2 containers")


def test_a_new_container_from_a_new_image_is_a_rollout_and_no_drift(drift, docker):
    user = drift.with_variables(DOCKER_HOST=docker.address)
    docker.build("rolled:2", f"FROM {docker.tiny()}\nCOPY page /srv/page\n", {"page": b"two\n"})
    old = docker.run(docker.tiny(), name="web")
    user("scan", code=0)
    old.rm()
    docker.run("rolled:2", name="web")
    user("scan", code=0)
    assert judged(user, code=0) == set()
    events = user("history", "web", "--format", "json", code=0).json["events"]
    assert [one["type"] for one in events] == ["rollout", "first-seen"]
    assert "rollout" in user("history", "web", code=0).out
    old = user("diff", "env:local/web@~1", "env:local/web", code=0)
    assert old.answer.endswith(": env:local/web@~1 → env:local/web")


def test_a_filter_and_a_name_read_a_part_and_say_nothing_of_the_rest(drift, docker):
    user = drift.with_variables(DOCKER_HOST=docker.address)
    docker.run(docker.tiny(), name="web", args=["--label=tier=front"])
    docker.run(docker.tiny(), name="api")
    user("scan", code=0)
    for words in (("web",), ("--filter", "label=tier=front"), ("--filter", "name=we")):
        assert user("scan", *words, code=0).answer == "SCANNED: 1 container read in local; nothing new"
    assert "1 service, 1 container" in user("gate", "web", code=0).out
    assert "2 services, 2 containers" in user("gate", code=0).out
    nothing = user("scan", "--filter", "label=tier=back", code=0)
    assert nothing.answer == "SCANNED: nothing read in local: no container fits --filter"


def test_one_off_runs_are_left_out_and_counted(drift, docker):
    user = drift.with_variables(DOCKER_HOST=docker.address)
    docker.run(docker.tiny(), name="web")
    docker.run(docker.tiny(), name="once", args=[f"--label={COMPOSE}.oneoff=True"])
    scan = user("scan", code=0)
    assert "1 container: 1 first; 1 skipped" in scan.out
    assert json.loads(user("scan", "--format", "json").out)["environments"][0]["failures"][0]["outcome"] == "skipped"


def test_a_container_that_the_policy_names_is_a_service_of_an_environment(drift, docker, fleet):
    docker.run(docker.tiny(), name="blue")
    docker.run(docker.tiny(), name="other")
    user = drift.with_variables(DOCKER_HOST=docker.address)
    (drift.folder / "drift.toml").write_text(
        "".join(
            f'[[environment]]\nname = "{name}"\n[[environment.target]]\nreference = "{reference}"\nservice = "web"\n'
            for name, reference in (("dev", "container:blue"), ("prod", "container:green"))
        )
    )
    done = user("scan", code=2)
    assert f"prod/green: there is no such container on {docker.address}" in done.out
    docker.run(docker.tiny(), name="green")
    assert user("scan", code=0).answer == "SCANNED: 2 containers read in dev, prod; 1 snapshot new"
    assert "dev → prod: 1 service, 2 containers" in user("gate", code=0).out
    assert f"engine    {docker.address}: docker" in user("doctor", code=0).out
    policy = drift.folder / "drift.toml"
    policy.write_text(policy.read_text().replace("container:green", "oci-dir:/x"))
    wrong = user("scan", code=2)
    assert wrong.err.endswith("target 'oci-dir:/x' of prod is nothing that runs; write dir:PATH or container:NAME\n")


def test_a_tag_that_was_pushed_again_since_it_was_tested_is_not_what_would_be_promoted(shop, older):
    shop("scan", code=0)
    promote = ("gate", "--promote", "dev:prod")
    assert shop(*promote, code=0).answer.startswith("NO DRIFT: what dev runs can go to prod")
    reference = older.containers[-1].inspect()["Config"]["Image"]
    older.containers[-1].sh("echo 2 > /etc/app/other")
    kept = older.docker("inspect", "--format", "{{.Id}}", reference).decode().strip()
    try:
        older.docker("commit", older.containers[-1].id, reference)
        shop("scan", "--env", "dev", code=0)
        gate = shop(*promote, "--format", "json", code=1).json
        assert "image-not-tested" in {one["rule"] for one in gate["findings"]}
    finally:
        older.docker("tag", kept, reference)
