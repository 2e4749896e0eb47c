from typing import Any

import pytest

from drift.collectors import host
from drift.model.facts import Status
from tests.collectors.recorded import ENGINES, REDACTOR, kind, said, values

VERSIONS = {
    "docker-20.10": "20.10.24+dfsg1",
    "docker-26.1": "26.1.5+dfsg1",
    "docker-28.5": "28.5.2+dfsg4",
    "podman-4.3": "4.3.1",
}


def read(engine: str) -> Any:
    found = values(host.of_engine(said(engine, "info"), said(engine, "version"), kind(engine), REDACTOR))
    return {key: content["value"] for key, content in found.items()}


@pytest.mark.parametrize("engine", ENGINES)
def test_machine_and_engine_are_described(engine):
    found = read(engine)
    assert (found["engine"], found["engine_version"]) == (kind(engine), VERSIONS[engine])
    assert found["kernel"] == "6.1.0-21-amd64"
    assert found["cpus"] == 2
    assert found["cgroup_version"] == "1"


@pytest.mark.parametrize("engine", ENGINES)
def test_the_same_machine_is_the_same_for_every_engine(engine):
    assert (read(engine)["architecture"], read(engine)["security_options"]) == ("amd64", ["seccomp"])


def test_another_seccomp_profile_is_kept():
    options = ["name=seccomp,profile=/etc/docker/seccomp.json", "name=apparmor", "name=cgroupns"]
    found = values(host.of_engine({"SecurityOptions": options}, {}, "docker", REDACTOR))
    assert found["security_options"] == {"value": ["apparmor", "cgroupns", "seccomp,profile=/etc/docker/seccomp.json"]}


def test_a_proxys_password_is_not_shown():
    found = values(host.of_engine({"HttpProxy": "http://u:hunter2@proxy:3128"}, {}, "docker", REDACTOR))
    assert found["http_proxy"] == {"value": "http://u:***@proxy:3128"}


def test_what_is_not_said_is_left_out():
    found = values(host.of_engine({"CgroupVersion": ""}, {}, "podman", REDACTOR))
    assert found.keys() == {"engine", "security_options"}


def test_a_document_that_is_none_is_a_failure():
    assert host.of_engine({"NCPU": "two"}, {}, "docker", REDACTOR).status is Status.FAILED


@pytest.mark.parametrize(
    ("engine", "runtime", "containerd", "libseccomp"),
    [
        ("docker-20.10", "1.1.5+ds1", "1.6.20~ds1", None),
        ("docker-28.5", "1.3.6+ds1", "2.1.9+unknown", "2.6.1"),
        ("podman-4.3", "1.1.5+ds1", None, "2.5.4"),
    ],
)
def test_what_runs_containers_below_the_engine_is_told_where_the_engine_says_it(
    engine, runtime, containerd, libseccomp
):
    found = read(engine)
    assert found.get("oci_runtime_version") == runtime
    assert found.get("containerd_version") == containerd
    assert found.get("libseccomp_version") == libseccomp


def test_a_limit_that_the_kernel_does_not_enforce_is_told():
    info = {"SwapLimit": False, "MemoryLimit": True, "PidsLimit": False}
    assert values(host.of_engine(info, {}, "docker", REDACTOR))["limits_not_enforced"] == {"value": ["pids", "swap"]}


def test_two_answers_of_one_engine_at_two_times_are_one_host():
    info = said("docker-20.10", "info")
    later = info | {"SystemTime": "2030-01-01T00:00:00Z", "Images": 99}
    assert host.of_engine(info, {}, "docker", REDACTOR) == host.of_engine(later, {}, "docker", REDACTOR)
