"""Engines that are not reached, refuse, or are none: one line with what, why and what to do, exit 2, the store as it was."""

import socket

import pytest

from tests.cli.command import WITHOUT_ALL_RIGHTS
from tests.cli.engine_answers import DOCKER, Answering


@pytest.mark.parametrize(
    ("address", "why"),
    [
        ("unix:///no/such.sock", "there is no such socket; start the engine, or name another with -H or -c"),
        ("tcp://127.0.0.1:1", "nothing answers there; start the engine, or name another with -H or -c"),
        ("127.0.0.1:1", "nothing answers there; start the engine, or name another with -H or -c"),
    ],
)
def test_an_engine_that_is_not_reached(refused, address, why):
    assert refused("diff", "web", "-H", address).endswith(why)


def test_an_address_that_is_none_and_a_context_that_is_not_there(refused):
    assert (
        refused("diff", "web", "-H", "foo://x")
        == "'foo://x' is no engine address; unix://…, ssh://…, tcp://…, or -c CONTEXT"
    )
    assert (
        refused("diff", "web", "-c", "nope")
        == "there is no docker context 'nope'; docker context ls lists those that exist"
    )
    assert (
        refused("scan", "-H", "unix:///a", "-c", "b") == "-H 'unix:///a' and -c 'b' name two engines; give one of them"
    )


def test_a_password_in_an_address_is_not_repeated(refused):
    for address in ("tcp://user:hunter2@127.0.0.1:1", "ssh://user:hunter2@127.0.0.1:1"):
        assert "hunter2" not in refused("diff", "web", "-H", address)


def test_a_socket_without_the_right_to_use_it(stored, tmp_path):
    path = tmp_path / "engine.sock"
    with socket.socket(socket.AF_UNIX) as listening:
        listening.bind(str(path))
        listening.listen()
        path.chmod(0o000)
        line = stored.refusal(*WITHOUT_ALL_RIGHTS, *stored.words("diff", "web", "-H", f"unix://{path}"))
    assert line.endswith("permission denied; join the group that owns the socket (docker), or use sudo")


@pytest.mark.parametrize(
    ("version", "why"),
    [
        (DOCKER | {"Os": "windows"}, "runs Windows containers, which drift cannot read; use a Linux engine"),
        (DOCKER | {"ApiVersion": "1.20"}, "update the older of the two"),
        (b"<html>", "with something that is no JSON; is this the address of a Docker or Podman engine?"),
        ({"hello": "world"}, "GET /version says no ApiVersion; check the address"),
    ],
)
def test_an_engine_that_is_none_of_ours(refused, tmp_path, version, why):
    with Answering(tmp_path / "engine.sock", {"/version": version}) as engine:
        assert refused("diff", "web", "-H", engine.address).endswith(why)


def test_a_name_that_an_engine_does_not_have_and_the_nearest_that_it_has(refused, tmp_path):
    listed = [{"Id": "a" * 64, "Names": ["/webshop"], "Image": "app:1", "State": "exited", "Labels": {}}]
    answers = {"/version": DOCKER, "/info": {"ID": "X"}, "/containers/json": listed}
    with Answering(tmp_path / "engine.sock", answers) as engine:
        for words in (("diff", "webshpo"), ("diff", "container:webshpo"), ("scan", "webshpo"), ("gate", "webshpo")):
            line = refused(*words, "-H", engine.address)
            assert line.startswith("there is no container ")
            assert line.endswith(f"'webshpo' on {engine.address}; did you mean 'webshop'?")
        assert refused("diff", "image:app:2", "-H", engine.address).endswith("docker image ls lists them")
