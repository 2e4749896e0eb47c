import pytest

from drift.collectors import env
from drift.collectors.env import DEFAULT_PATH, Own
from drift.model.facts import Status
from tests.collectors.recorded import ENGINES, REDACTOR, image, kind, said, values

ID = "8ef4b326deab" + "0" * 52


def recorded(entries: list[str], **more: object) -> dict[str, object]:
    made = env.env_records(entries, REDACTOR, **more)  # type: ignore[arg-type]
    return {one.key: one.value.get("value", "secret") for one in made}


def test_a_name_that_stands_twice_has_its_last_value():
    assert recorded(["A=1", "B=2", "A=3"]) == {"B": "2", "A": "3"}


def test_a_value_may_be_empty_or_hold_equals_signs():
    assert recorded(["A=", "B=x=y"]) == {"A": "", "B": "x=y"}


def test_a_name_alone_takes_the_variable_away():
    assert recorded(["A=1", "A", "B"]) == {}


def test_an_entry_without_a_name_is_none():
    assert recorded(["=x", " =y"]) == {}


def test_a_secret_has_a_fingerprint_in_place_of_its_value():
    (one,) = env.env_records(["DB_PASSWORD=hunter2"], REDACTOR)
    assert one.value == REDACTOR.fingerprint("env", "DB_PASSWORD", "hunter2")


@pytest.mark.parametrize("engine", ["docker", "podman"])
def test_a_hostname_that_is_the_containers_own_is_engine_made(engine):
    own = Own(names=("box", ID, ID[:12]))
    for value in own.names:
        assert recorded([f"HOSTNAME={value}"], engine=engine, own=own) == {}
    assert recorded(["HOSTNAME=other"], engine=engine, own=own) == {"HOSTNAME": "other"}


def test_what_podman_adds_is_left_out():
    added = ["container=podman", "TERM=xterm", f"PATH={DEFAULT_PATH}", "HOME=/root"]
    assert recorded(added, engine="podman") == {}
    assert len(recorded(added, engine="docker")) == 4


@pytest.mark.parametrize("entry", ["container=docker", "TERM=dumb", "PATH=/bin", "HOME=/data"])
def test_another_value_than_podmans_own_is_kept(entry):
    assert len(recorded([entry], engine="podman")) == 1


@pytest.mark.parametrize("entry", ["container=podman", "TERM=xterm", f"PATH={DEFAULT_PATH}", "HOME=/root"])
def test_what_the_image_sets_itself_is_kept(entry):
    name = entry.partition("=")[0]
    assert len(recorded([entry], engine="podman", image_env=[f"{name}=something"])) == 1


def test_podmans_home_of_another_user_is_any_path():
    assert recorded(["HOME=/var/lib/app"], engine="podman", own=Own(user="app")) == {}
    assert recorded(["HOME=relative"], engine="podman", own=Own(user="app")) == {"HOME": "relative"}


@pytest.mark.parametrize("engine", ENGINES)
def test_what_was_set_at_the_start_is_found_on_every_engine(engine):
    found = values(env.of_container(said(engine, "overridden"), image("full").config, kind(engine), REDACTOR))
    assert found["A"] == {"value": "changed"}
    assert found["NEW"] == {"value": "1"}
    assert "NOVALUE" not in found


@pytest.mark.parametrize("engine", ENGINES)
def test_the_host_name_of_a_container_in_the_hosts_network_is_engine_made(engine):
    found = values(env.of_container(said(engine, "namespaces"), image("bare").config, kind(engine), REDACTOR))
    assert found == {}


@pytest.mark.parametrize("config", [{"Env": "A=b", "Hostname": 3}, {"Env": [1]}, {"Env": {"A": "b"}}, "text", ["a"]])
def test_a_document_that_is_none_is_a_failure(config):
    section = env.of_container({"Id": ID, "Config": config}, {}, "docker", REDACTOR)
    assert section.status is Status.FAILED
    assert section.reason.startswith("the engine's")
