"""What a runtime bundle says equals what the engine that made it says, as far as a bundle can say it."""

import copy
from typing import Any

import pytest

from drift.collectors import bundle, config, env, mounts, runtime
from drift.collectors.interface import Unreadable
from drift.model.canonical import Document
from drift.model.facts import Status
from drift.model.records import Kind
from tests.collectors.recorded import REDACTOR, image, kind, said, values

DOCKER = ["bare", "full", "limits", "quota", "caps", "capall", "readonly", "mounts"]
PODMAN = ["bare", "full", "caps", "capall", "readonly", "mounts", "privileged"]
RECORDED = [*(("docker-20.10", name) for name in DOCKER), *(("podman-4.3", name) for name in PODMAN)]

NOT_SAID = {"network_mode"}
"""A namespace without a network looks like one with it."""


def of(container: str) -> Document:
    return image("full" if container in {"full", "mounts", "overridden"} else "bare").config


def spec(engine: str, container: str) -> Document:
    return said(f"{engine}-bundles", container)


def both(engine: str, container: str, section_kind: Kind) -> tuple[dict[str, Any], dict[str, Any]]:
    """(bundle's, engine's) records of a kind."""
    inspect, config_of = said(engine, container), of(container)
    from_engine = {
        Kind.ENV: lambda: env.of_container(inspect, config_of, kind(engine), REDACTOR),
        Kind.CONFIG: lambda: config.of_container(inspect, config_of, kind(engine), REDACTOR),
        Kind.RUNTIME: lambda: runtime.of_container(inspect, kind(engine), REDACTOR, cgroup_version="1"),
    }[section_kind]()
    from_bundle = bundle.sections(spec(engine, container), config_of, REDACTOR)[section_kind]
    return values(from_bundle), values(from_engine)


@pytest.mark.parametrize(("engine", "container"), RECORDED)
@pytest.mark.parametrize("section_kind", [Kind.ENV, Kind.CONFIG])
def test_environment_and_config_are_those_that_the_engine_says(engine, container, section_kind):
    from_bundle, from_engine = both(engine, container, section_kind)
    assert from_bundle == from_engine


@pytest.mark.parametrize(("engine", "container"), RECORDED)
def test_rights_and_limits_are_those_that_the_engine_says(engine, container):
    from_bundle, from_engine = both(engine, container, Kind.RUNTIME)
    assert {key: from_bundle[key] for key in from_bundle.keys() - NOT_SAID} == {
        key: from_engine[key] for key in from_bundle.keys() - NOT_SAID
    }


@pytest.mark.parametrize(("engine", "container"), RECORDED)
def test_mounts_are_those_that_the_engine_says(engine, container):
    expected = list(mounts.of_container(said(engine, container), of(container), kind(engine)))
    if (engine, container) == ("podman-4.3", "mounts"):  # Podman's tmpfs on /run looks like that of a read-only root
        expected = [mount for mount in expected if mount.destination != "/run"]
    assert list(bundle.mounts(spec(engine, container), of(container))) == expected


@pytest.mark.parametrize("engine", ["docker-20.10", "podman-4.3"])
def test_shared_namespaces_are_found(engine):
    found = values(bundle.sections(spec(engine, "namespaces"), of("namespaces"), REDACTOR)[Kind.RUNTIME])
    modes = {f"{name}_mode": {"value": "host"} for name in ("network", "ipc", "pid", "uts")}
    assert {key: found[key] for key in modes} == modes


@pytest.mark.parametrize("engine", ["docker-20.10", "podman-4.3"])
def test_another_user_and_command_are_found(engine):
    found = values(bundle.sections(spec(engine, "overridden"), of("overridden"), REDACTOR)[Kind.CONFIG])
    assert found["user"] == {"value": "0"}
    assert found["cmd"] == {"value": ["/bin/sleep", "1000"]}
    assert found["working_dir"] == {"value": "/tmp"}


def test_a_user_that_the_image_names_by_a_word_is_taken_for_the_same():
    named = spec("docker-20.10", "full")
    found = values(bundle.sections(named, {"User": "app"}, REDACTOR)[Kind.CONFIG])
    assert found["user"] == {"value": "app"}
    named["process"]["user"] = {"uid": 0, "gid": 0}
    found = values(bundle.sections(named, {"User": "app"}, REDACTOR)[Kind.CONFIG])
    assert found["user"] == {"value": "0"}


def test_a_file_system_smaller_than_the_default_is_found():
    other = spec("docker-20.10", "bare")
    for mount in other["mounts"]:
        if mount["destination"] == "/dev/shm":
            mount["options"] = ["size=1m"]
    assert values(bundle.sections(other, {}, REDACTOR)[Kind.RUNTIME])["shm_size"] == {"value": 1 << 20}


@pytest.mark.parametrize("field", ["process", "linux", "mounts"])
@pytest.mark.parametrize("wrong", [1, "text", [1], True])
def test_a_bundle_that_is_none_is_a_failure(field, wrong):
    broken = copy.deepcopy(spec("docker-20.10", "bare")) | {field: wrong}
    found = bundle.sections(broken, {}, REDACTOR)
    failed = [section for section in found.values() if section.status is Status.FAILED]
    if field == "mounts":
        with pytest.raises(Unreadable):
            bundle.mounts(broken, {})
    assert failed
