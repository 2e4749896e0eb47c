from typing import Any

import pytest

from drift.collectors import config
from drift.model.facts import Status
from tests.collectors.recorded import ENGINES, REDACTOR, image, kind, said, values


def of_image(**fields: Any) -> dict[str, Any]:
    return values(config.of_image(fields, REDACTOR))


def of_container(fields: dict[str, Any], engine: str = "docker", **others: Any) -> dict[str, Any]:
    return values(config.of_container({"Config": fields, **others}, {}, engine, REDACTOR))


def test_an_empty_config_has_its_defaults():
    assert of_image() == {
        "entrypoint": {"value": None},
        "cmd": {"value": None},
        "user": {"value": None},
        "working_dir": {"value": "/"},
        "healthcheck": {"value": None},
        "stop_signal": {"value": "SIGTERM"},
        "stop_timeout": {"value": None},
        "shell": {"value": None},
        "onbuild": {"value": None},
    }


@pytest.mark.parametrize("empty", [None, [], "", [""]])
def test_every_form_of_no_entrypoint_is_one(empty):
    assert of_image(Entrypoint=empty)["entrypoint"] == {"value": None}


def test_an_entrypoint_may_be_a_text():
    assert of_image(Entrypoint="/bin/app")["entrypoint"] == {"value": ["/bin/app"]}


def test_a_secret_argument_is_redacted():
    assert "hunter2" not in str(of_image(Cmd=["app", "--password=hunter2"]))


@pytest.mark.parametrize(
    ("signal", "name"),
    [
        ("15", "SIGTERM"), (2, "SIGINT"), ("TERM", "SIGTERM"), ("sigquit", "SIGQUIT"), ("SIGRTMIN+3", "SIGRTMIN+3"),
        ("37", "SIGRTMIN+3"), ("34", "SIGRTMIN"), ("9", "SIGKILL"), ("", "SIGTERM"), ("999", "SIG999"),
    ],
)  # fmt: skip
def test_a_signal_is_named(signal, name):
    assert of_image(StopSignal=signal)["stop_signal"] == {"value": name}


def test_the_default_stop_timeout_is_none():
    assert of_container({"StopTimeout": 10})["stop_timeout"] == {"value": None}
    assert of_container({"StopTimeout": 30})["stop_timeout"] == {"value": 30}
    assert of_container({"StopTimeout": 0})["stop_timeout"] == {"value": 0}
    assert of_container({"StopTimeout": 0}, "podman")["stop_timeout"] == {"value": None}


def test_a_health_check_has_its_defaults_written_out():
    check = of_image(Healthcheck={"Test": ["CMD", "true"], "Interval": 5_000_000_000, "Timeout": 1_500_000_000})
    assert check["healthcheck"]["value"] == {
        "test": ["CMD", "true"],
        "interval": "5s",
        "timeout": "1500ms",
        "start_period": "0s",
        "start_interval": "5s",
        "retries": 3,
    }


def test_a_health_check_that_is_turned_off_is_none():
    assert of_image(Healthcheck={"Test": ["NONE"]})["healthcheck"] == {"value": None}


def test_labels_of_an_orchestrator_are_left_out():
    labels = {"app": "web", "com.docker.compose.project": "shop", "io.kubernetes.pod.uid": "1", "maintainer": "me"}
    assert {key for key in of_image(Labels=labels) if key.startswith("label:")} == {"label:app", "label:maintainer"}


def test_a_label_with_a_secret_has_a_fingerprint():
    assert set(of_image(Labels={"db.password": "hunter2"})["label:db.password"]) == {"hmac", "key_id"}


def test_ports_that_are_published_are_no_exposed_ports_of_their_own():
    found = of_container({"ExposedPorts": {"80/tcp": {}, "90/tcp": {}}}, HostConfig={"PortBindings": {"80/tcp": [{}]}})
    assert {key for key in found if key.startswith("exposed")} == {"exposed_port:90/tcp"}


def test_volumes_that_are_mounted_are_no_volumes_of_their_own():
    found = of_container({"Volumes": {"/a": {}, "/b": {}}}, Mounts=[{"Destination": "/a"}])
    assert {key for key in found if key.startswith("volume")} == {"volume:/b"}


@pytest.mark.parametrize("engine", ENGINES)
def test_what_was_changed_at_the_start_is_found_on_every_engine(engine):
    was = values(config.of_image(image("full").config, REDACTOR))
    now = values(config.of_container(said(engine, "overridden"), image("full").config, kind(engine), REDACTOR))
    assert {key: now[key]["value"] for key in now if now[key] != was.get(key)} == {
        "entrypoint": ["/bin/sleep"],
        "cmd": ["1000"],
        "user": "0",
        "working_dir": "/tmp",
        "label:extra": "1",
        "stop_signal": "SIGTERM",
        "stop_timeout": 20,
    }
    assert was.keys() <= now.keys()


@pytest.mark.parametrize(
    "fields",
    [
        {"Cmd": [1]}, {"Cmd": 1}, {"User": 0}, {"Labels": {"a": 1}}, {"Labels": []}, {"Healthcheck": "x"},
        {"ExposedPorts": "80"}, {"StopTimeout": "soon"}, {"Healthcheck": {"Test": ["CMD"], "Interval": True}},
    ],
)  # fmt: skip
def test_a_config_that_is_none_is_a_failure(fields):
    assert config.of_image(fields, REDACTOR).status is Status.FAILED
    assert config.of_container({"Config": fields}, {}, "docker", REDACTOR).status is Status.FAILED
