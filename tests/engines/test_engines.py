"""The engines, images and the proxy that the other tests stand on."""

import os
import signal
import subprocess
import sys
import time
from http import HTTPStatus
from pathlib import Path

import pytest

from tests.engines import cache, http, images
from tests.engines.engine import EngineError
from tests.engines.keeper import mounted_below
from tests.engines.proxy import Cut, Proxy, Reply


def test_a_container_that_is_written_to_lists_the_file_among_its_changes(engine, tiny):
    container = engine.run(tiny)
    container.sh("echo 'workers = 8' >> /etc/app/app.conf")
    assert {"Path": "/etc/app/app.conf", "Kind": 0} in container.changes()


def test_an_engine_is_of_its_kind_and_version(engine):
    kind, _, series = engine.name.partition("-")
    assert engine.kind == kind
    assert engine.version.startswith(f"{series}.")


def test_a_docker_has_the_image_store_that_its_recipe_promises(engine, tiny):
    driver = engine.get("/info")["Driver"]
    assert (
        driver
        == {"classic": {"docker": "overlay2", "podman": "overlay"}[engine.kind], "containerd": "overlayfs"}[
            engine.recipe.store
        ]
    )


def test_a_container_goes_through_its_states(engine, tiny):
    container = engine.create(tiny, name="states")
    states = [container.inspect()["State"]["Status"]]
    for step in (container.start, container.pause, container.unpause, container.stop):
        step()
        states.append(container.inspect()["State"]["Status"])
    assert states == ["created", "running", "paused", "running", "exited"]


def test_a_test_leaves_no_container_on_the_engine(engine, tiny):
    engine.run(tiny, name="left")
    engine.remove_containers()
    assert engine.get("/containers/json?all=1") == []


def test_a_container_has_the_variables_and_options_that_it_is_run_with(engine, tiny):
    container = engine.run(tiny, env={"LEVEL": "debug"}, args=("--read-only", "--label=tier=web"))
    inspected = container.inspect()
    assert "LEVEL=debug" in inspected["Config"]["Env"]
    assert inspected["HostConfig"]["ReadonlyRootfs"]
    assert inspected["Config"]["Labels"]["tier"] == "web"


def test_a_tar_puts_what_no_shell_can_name_into_a_container(engine, tiny):
    container = engine.create(tiny)
    container.put(images.tar([images.member("etc/app/two\nlines", b"x")]))
    assert {"Path": "/etc/app/two\nlines", "Kind": 1} in container.changes()


@pytest.mark.parametrize("compress", [False, True], ids=["plain", "gzip"])
def test_an_archive_of_three_layers_runs_as_one_tree(engine, compress):
    added = images.layer({"etc/app/extra.conf": b"[extra]\n", "opt/app/run": b"#!/bin/sh\nexec sleep 5\n"})
    removed = images.layer({"etc/app/.wh.app.conf": b""})
    archive = images.save_archive(
        [images.tiny_root(), added, removed],
        {"Env": ["PATH=/bin"], "Cmd": ["sleep", "100000"]},
        "layered:1",
        compress=compress,
    )
    engine.load(archive)
    container = engine.run("layered:1")
    assert container.sh("ls /etc/app").split() == [b"extra.conf", b"settings.json"]
    assert container.sh("cat /opt/app/run") == b"#!/bin/sh\nexec sleep 5\n"
    assert len(engine.image("layered:1")["RootFS"]["Layers"]) == 3


def test_an_image_is_built_from_a_dockerfile_without_a_network(engine, tiny):
    tag = engine.build(
        "built:1", f"FROM {tiny}\nCOPY greeting /srv/greeting\nRUN chmod 600 /srv/greeting\n", {"greeting": b"hello\n"}
    )
    assert engine.run(tag).sh("stat -c '%a' /srv/greeting; cat /srv/greeting") == b"600\nhello\n"


def test_the_debian_image_has_python_and_a_package_database(engine, debian):
    container = engine.run(debian)
    assert container.exec("python3", "-c", "print(6 * 7)") == b"42\n"
    assert b"Package: python3-minimal\nStatus: install ok installed" in container.exec("cat", "/var/lib/dpkg/status")


def test_a_command_that_fails_says_what_the_engine_said(engine, tiny):
    container = engine.run(tiny)
    with pytest.raises(EngineError, match="No such file"):
        container.exec("cat", "/no/such/file")


def test_the_proxy_passes_a_get_and_refuses_everything_else(engine, tiny):
    container = engine.run(tiny)
    with Proxy(engine.address) as proxy:
        read = http.request(proxy.address, "GET", f"/containers/{container.id}/json")
        killed = http.request(proxy.address, "POST", f"/containers/{container.id}/kill", b"{}" * 1000)
    assert read.json()["Id"] == container.id
    assert killed.status == HTTPStatus.METHOD_NOT_ALLOWED
    assert [(exchange.method, exchange.status, exchange.sent) for exchange in proxy.log] == [
        ("GET", 200, len(read.body)),
        ("POST", 405, len(killed.body)),
    ]
    assert container.inspect()["State"]["Running"]


def test_the_proxy_keeps_a_connection_and_streams_an_export_through_it(engine, tiny):
    container = engine.run(tiny)
    with Proxy(engine.address) as proxy:
        connection = http.UnixConnection(proxy.address)
        for path in ("/version", f"/containers/{container.id}/export", "/v1.40/info"):
            connection.request("GET", path)
            response = connection.getresponse()
            size = len(response.read())
            assert (proxy.log[-1].status, proxy.log[-1].sent) == (200, size)
        connection.close()
    assert proxy.paths == ["/version", f"/containers/{container.id}/export", "/info"]
    assert proxy.log[1].sent > len(images.busybox())


def test_the_proxy_cuts_an_answer_where_it_is_told(engine, tiny):
    container = engine.run(tiny)
    with Proxy(engine.address, lambda exchange: Cut(1000) if "export" in exchange.path else None) as proxy:
        with http.connect(proxy.address) as client, client.makefile("rwb") as stream:
            stream.write(f"GET /containers/{container.id}/export HTTP/1.1\r\nHost: x\r\n\r\n".encode())
            stream.flush()
            answer = stream.read()
        assert proxy.log[0].sent == 1000
    assert 1000 < len(answer) < 2000


def test_the_proxy_answers_in_the_engines_place(engine):
    with Proxy(engine.address, lambda exchange: Reply(503, b'{"message":"later"}')) as proxy:
        assert http.request(proxy.address, "GET", "/info") == http.Answer(503, b'{"message":"later"}')


def test_an_engine_ends_with_a_test_run_that_was_killed(engine):
    """A second engine, whose starter is killed with SIGKILL, takes its containers, mounts and folder with it."""
    script = f"""
import os, signal
from tests.engines.engine import Engine
from tests.engines.recipes import RECIPES
engine = Engine.start(next(recipe for recipe in RECIPES if recipe.name == {engine.name!r}))
container = engine.run(engine.tiny())
print(engine.folder, engine.keeper.pid, container.inspect()["State"]["Pid"], flush=True)
os.kill(os.getpid(), signal.SIGKILL)
"""
    root = Path(__file__).parents[2]
    killed = subprocess.run(
        [sys.executable, "-c", script],
        check=False,
        cwd=root,
        env=os.environ | {"PYTHONPATH": str(root), "DRIFT_TEST_CACHE": str(cache.FOLDER)},
        capture_output=True,
        text=True,
    )
    assert killed.returncode == -signal.SIGKILL, killed.stderr
    folder, *processes = killed.stdout.split()
    deadline = time.monotonic() + 30
    left = [folder]
    while left and time.monotonic() < deadline:
        time.sleep(0.1)
        left = [path for path in (folder, *(f"/proc/{pid}" for pid in processes)) if Path(path).exists()]
    assert left == []
    assert mounted_below(folder) == []
