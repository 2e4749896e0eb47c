import copy
import json

import pytest

from drift.collectors import config, env, host, mounts, runtime
from drift.collectors.interface import Unreadable
from drift.collectors.stored import stored
from tests.collectors.recorded import ENGINES, REDACTOR, image, kind, said, values

CONTAINERS = ["bare", "full", "overridden", "limits", "mounts", "namespaces", "ports", "misc"]


def containers(engine: str) -> list[str]:
    return [name for name in CONTAINERS if not (engine == "podman-4.3" and name == "misc")]


@pytest.mark.parametrize("engine", ENGINES)
def test_records_of_a_stored_document_equal_those_of_the_document(engine):
    for name in containers(engine):
        document = said(engine, name)
        document["Config"]["Env"] = [
            *(document["Config"].get("Env") or []),
            "API_TOKEN=hunter2",
            "U=redis://:hunter2@r/",
        ]
        document["Config"]["Labels"] = {"db.password": "hunter2", "app": "web"}
        document["Config"]["Cmd"] = ["app", "--password", "hunter2"]
        kept = stored("inspect", document, REDACTOR)
        assert "hunter2" not in json.dumps(kept)
        of = image("full").config
        for collector in (env, config):
            assert collector.of_container(kept, of, kind(engine), REDACTOR) == collector.of_container(
                document, of, kind(engine), REDACTOR
            )
        assert runtime.of_container(kept, kind(engine), REDACTOR) == runtime.of_container(
            document, kind(engine), REDACTOR
        )
        assert mounts.of_container(kept, of, kind(engine)) == mounts.of_container(document, of, kind(engine))


@pytest.mark.parametrize("engine", ENGINES)
def test_the_host_is_the_same_from_what_is_stored(engine):
    info, version = said(engine, "info"), said(engine, "version")
    kept = stored("info", info, REDACTOR)
    assert values(host.of_engine(kept, version, kind(engine), REDACTOR)) == values(
        host.of_engine(info, version, kind(engine), REDACTOR)
    )


@pytest.mark.parametrize("engine", ENGINES)
def test_what_moves_from_request_to_request_is_lost(engine):
    first, second = said(engine, "bare"), said(engine, "bare")
    second["State"] |= {"Pid": 99, "StartedAt": "2027-01-01T00:00:00Z", "Status": "exited"}
    second["RestartCount"] = 7
    second["NetworkSettings"]["SandboxID"] = "another"
    for network in second["NetworkSettings"]["Networks"].values():
        network["EndpointID"] = "another"
    assert stored("inspect", first, REDACTOR) == stored("inspect", second, REDACTOR)


@pytest.mark.parametrize("engine", ENGINES)
def test_the_engines_counters_are_lost(engine):
    first, second = said(engine, "info"), said(engine, "info")
    second |= {
        "ID": "another",
        "SystemTime": "2027-01-01T00:00:00Z",
        "NGoroutines": 1,
        "Containers": 99,
        "Uptime": "1h",
    }
    second["DriverStatus"] = [["Space Available", "1 B"]]
    assert stored("info", first, REDACTOR) == stored("info", second, REDACTOR)


def test_the_document_itself_is_left_as_it_was():
    document = said("docker-20.10", "full")
    before = copy.deepcopy(document)
    stored("inspect", document, REDACTOR)
    assert document == before


def test_a_document_that_nests_too_deep_is_refused():
    document = json.loads('{"a":' * 500 + "1" + "}" * 500)
    with pytest.raises(Unreadable, match="nests deeper"):
        stored("inspect", document, REDACTOR)
