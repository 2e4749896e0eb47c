"""The container image: built as a user builds it, run without rights, on the engine that it reads."""

import os
import re
import shlex
from pathlib import Path

import pytest
import yaml

from drift import __version__
from tests.docs.blocks import blocks
from tests.docs.session import session
from tests.packaging import container
from tests.packaging.container import ON_HOST, READ_ONLY, USER, run

ROOT = container.ROOT
PAGE = ROOT / "docs/how-to/container.md"
REVISION = "0123456789abcdef"
GROUP = 4711
DATA = "--volume=drift:/data"
WITH_SOCKET = (*READ_ONLY, f"--group-add={GROUP}", DATA)


@pytest.fixture(scope="module")
def engine(engines):
    """An engine with the image, and a container beside it that somebody edited."""
    engine = engines.start("docker-20.10")
    try:
        os.chown(engine.address.removeprefix("unix://"), 0, GROUP)
        container.build(engine, REVISION)
        engine.run(engine.tiny(), name="web").sh("echo more >> /etc/app/app.conf")
        yield engine
    finally:
        engine.stop()


def test_the_image_says_what_it_is(engine):
    config = engine.image(container.IMAGE)["Config"]
    assert config["User"] == f"{USER}:{USER}"
    assert config["Entrypoint"] == ["/opt/drift/bin/drift"]
    assert config["Volumes"] == {"/data": {}}
    assert "DRIFT_DB=/data/drift.db" in config["Env"]
    assert config["Healthcheck"] == {"Test": ["NONE"]}
    labels = {name.rpartition(".")[2]: value for name, value in config["Labels"].items()}
    assert labels["version"] == __version__
    assert labels["revision"] == REVISION
    assert labels["licenses"] == "Apache-2.0"
    assert labels["source"].startswith("https://github.com/")


def test_it_has_no_build_tools_and_no_address_of_an_index(engine):
    listed = run(engine, (*READ_ONLY, "--entrypoint=/opt/drift/bin/pip"), "list", "--format=freeze").out
    assert f"container-drift=={__version__}" in listed
    assert not re.search(r"^(hatchling|editables|pytest)==", listed, re.MULTILINE)
    assert (
        "PIP_"
        not in engine.docker("history", "--no-trunc", container.IMAGE)
        .decode()
        .partition("\n")[2]
        .partition("imported")[0]
    )


def test_without_rights_it_scans_its_own_engine_and_judges(engine):
    scanned = run(engine, WITH_SOCKET, "scan")
    assert scanned.code == 0, scanned.out
    assert "1 container: 1 first; 1 skipped" in scanned.out
    judged = run(engine, WITH_SOCKET, "gate")
    assert (judged.code, judged.out.partition("\n")[0].partition(" · ")[0]) == (
        1,
        "DRIFT: 1 finding at or above high in local",
    )
    assert "config-file-changed · files /etc/app/app.conf" in judged.out


def test_without_the_socket_s_group_it_says_so_in_one_line(engine):
    refused = run(engine, READ_ONLY, "diff", "web")
    assert refused.code == 2
    assert "permission denied; join the group that owns the socket" in refused.out
    assert refused.out.count("\n") == 1


def test_by_the_host_s_root_it_reads_the_upper_directory(engine):
    options = (*READ_ONLY, *ON_HOST)
    compared = run(engine, options, "diff", "web", "--host-files", "require")
    assert compared.code == 0, compared.out
    assert "DIFFERENT: 1 finding (high): image:tiny:1 → container:web" in compared.out
    assert "config-file-changed · files /etc/app/app.conf" in compared.out
    without = tuple(one for one in options if "SYS_PTRACE" not in one)
    refused = run(engine, without, "diff", "web", "--host-files", "require")
    assert refused.code == 2
    assert "it takes the rights of root on the engine's host" in refused.out


def shown(number: int) -> list[str]:
    """The words of a `docker run` of the page."""
    steps = [step for block in session(PAGE) for step in block.steps if step.command.startswith("docker run")]
    return shlex.split(steps[number].command.replace("\\\n", " "))


def test_the_page_runs_it_as_the_tests_do():
    assert {*READ_ONLY, DATA} <= set(shown(0))
    assert {*READ_ONLY, *ON_HOST, DATA} <= set(shown(1))


def test_the_page_s_other_ways_have_as_few_rights():
    compose, cron_job = (yaml.safe_load(block) for block in blocks(PAGE, "yaml"))
    service = compose["services"]["drift"]
    assert (service["read_only"], service["cap_drop"], service["network_mode"]) == (True, ["ALL"], "none")
    assert service["security_opt"] == ["no-new-privileges"]
    pod = cron_job["spec"]["jobTemplate"]["spec"]["template"]["spec"]
    (only,) = pod["containers"]
    assert pod["securityContext"]["runAsUser"] == pod["securityContext"]["fsGroup"] == USER
    assert only["securityContext"]["capabilities"] == {"drop": ["ALL"]}
    assert only["securityContext"]["readOnlyRootFilesystem"]
    assert {mount["name"] for mount in only["volumeMounts"]} == {volume["name"] for volume in pod["volumes"]}


def test_the_context_of_a_build_is_what_the_dockerfile_copies():
    dockerfile = Path(ROOT, "Dockerfile").read_text()
    copied = {
        word for line in re.findall(r"^COPY (?!--from)(.+) \S+$", dockerfile, re.MULTILINE) for word in line.split()
    }
    allowed = {line[1:] for line in Path(ROOT, ".dockerignore").read_text().splitlines() if line.startswith("!")}
    assert copied == allowed
    assert re.search(r"^ARG BASE=\S+@sha256:[0-9a-f]{64}$", dockerfile, re.MULTILINE)
    assert "--require-hashes" in dockerfile
