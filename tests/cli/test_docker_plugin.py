"""`docker drift …`: the real docker command, of two ages, with a configuration of its own, starts the plug-in that `drift install-plugin` wrote."""

import json
import os
import re
import signal
import stat
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

from drift import __version__
from drift.docker_plugin import own_words
from drift.errors import DriftError
from tests.cli.command import Command, Done, ended
from tests.cli.engine_answers import DOCKER, Answering
from tests.engines.cache import Unavailable
from tests.engines.clients import newer_client, older_client

ROOT = Path(__file__).parents[2]
CLIENTS: dict[str, Callable[[], tuple[str, ...]]] = {"older": older_client, "newer": newer_client}
ANSWERS = {"/version": DOCKER, "/info": {"ID": "X"}, "/containers/json": []}


@dataclass(frozen=True)
class Docker:
    """The docker command where the plug-in is installed."""

    drift: Command
    client: tuple[str, ...]

    def __call__(self, *words: str, code: int | None = 0, **variables: str) -> Done:
        with self.drift.with_variables(**variables).program(*self.client, *words) as process:
            done = ended(process)
        assert code is None or done.code == code, done
        return done


@pytest.fixture
def installed(tmp_path):
    """A home of docker's own; the folder has what would be imported instead, were the place of the start looked at."""
    drift = Command(tmp_path, {"DOCKER_CONFIG": str(tmp_path / "docker home"), "PYTHONPATH": str(ROOT)})
    drift("install-plugin", code=0)
    (tmp_path / "drift").mkdir()
    (tmp_path / "drift/__init__.py").write_text("raise SystemExit('this is not drift')\n")
    return drift


@pytest.fixture(params=CLIENTS)
def docker_drift(request, installed):
    try:
        return Docker(installed, CLIENTS[request.param]())
    except Unavailable as reason:
        pytest.skip(str(reason))


@pytest.fixture
def newer(installed):
    """docker from version 25 on."""
    try:
        return Docker(installed, newer_client())
    except Unavailable as reason:
        pytest.skip(str(reason))


@pytest.fixture
def sockets(tmp_path):
    engines = {name: Answering(tmp_path / f"{name}.sock", ANSWERS) for name in ("one", "other")}
    yield {name: engine.address for name, engine in engines.items()}
    for engine in engines.values():
        engine.__exit__()


def plugin_of(drift: Command) -> Path:
    return Path(drift.variables["DOCKER_CONFIG"], "cli-plugins/docker-drift")


def engine_said(done: Done) -> str:
    (found,) = re.findall(r"^ok +engine +(\S+):", done.out, re.MULTILINE)
    return str(found)


def test_docker_knows_it(docker_drift):
    line = re.compile(r"^  drift\* +Find what differs between the containers of your environments", re.MULTILINE)
    assert line.search(docker_drift("--help").out)
    said = docker_drift("info", "--format", "{{json .ClientInfo.Plugins}}", code=None).out
    (plugin,) = json.loads(said.splitlines()[0])
    assert (plugin["Name"], plugin["Version"], plugin.get("Err")) == ("drift", __version__, None)
    assert {"SchemaVersion", "Vendor", "ShortDescription", "URL"} < plugin.keys()


def test_it_is_the_command_with_its_own_help(docker_drift):
    assert docker_drift("drift", "--version").out == f"drift {__version__}\n"
    assert docker_drift("drift", "--help").out.startswith("Usage: docker drift [OPTIONS] COMMAND")
    assert docker_drift("help", "drift", "scan").out.startswith("Usage: docker drift scan ")
    assert "No such command 'scam'" in docker_drift("drift", "scam", code=2).err


def test_the_engine_is_the_one_that_docker_is_told(docker_drift, sockets):
    one, other = sockets["one"], sockets["other"]
    for name, address in sockets.items():
        docker_drift("context", "create", name, "--docker", f"host={address}")
    assert engine_said(docker_drift("-H", one, "-D", "drift", "doctor", DOCKER_CONTEXT="other")) == one
    assert engine_said(docker_drift("--context=other", "drift", "doctor", DOCKER_HOST=one)) == other
    docker_drift("context", "use", "other")
    assert engine_said(docker_drift("drift", "doctor")) == other
    assert engine_said(docker_drift("drift", "doctor", "-c", "one")) == one


def test_a_configuration_of_another_place_is_the_one_of_the_contexts(newer, sockets, tmp_path):
    (tmp_path / "elsewhere").mkdir()
    plugin_of(newer.drift).parent.rename(tmp_path / "elsewhere/cli-plugins")
    config = ("--config", str(tmp_path / "elsewhere"))
    newer(*config, "context", "create", "one", "--docker", f"host={sockets['one']}")
    assert engine_said(newer(*config, "--context", "one", "drift", "doctor")) == sockets["one"]


def test_an_engine_for_a_command_that_asks_none_is_refused(newer):
    assert "No such option: -H" in newer("-H", "unix:///run/x.sock", "drift", "status", code=2).err


def test_the_verdict_is_the_exit_code_of_docker(newer, fleet):
    fleet.service("prod", "web", etc__app__app_conf=b"[server]\nport = 9090\n")
    fleet.policy()
    assert newer("drift", "gate", code=2).err.count("\n") == 1
    newer("drift", "scan")
    assert newer("drift", "gate", code=1).answer == "DRIFT: 1 finding at or above high in prod"
    newer("drift", "gate", "--fail-on", "critical")


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_where_docker_is_told_to_end_it_ends_too_and_says_so(newer, silent_engine, number):
    with newer.drift.unmeasured.program(*newer.client, "-H", silent_engine.address, "drift", "scan") as process:
        assert silent_engine.asked.wait(30)
        process.send_signal(number)
        assert ended(process) == Done(143, "", "drift: terminated\n")


def test_ctrl_c_that_comes_to_both_ends_it_once(newer, silent_engine):
    """As a terminal sends it where stdout is a pipe: to docker, which closes its socket, and to the plug-in."""
    words = (*newer.client, "-H", silent_engine.address, "drift", "scan")
    with newer.drift.unmeasured.program(*words, start_new_session=True) as process:
        assert silent_engine.asked.wait(30)
        os.killpg(process.pid, signal.SIGINT)
        done = ended(process)
    assert (done.code, done.err) in {(130, "drift: interrupted\n"), (143, "drift: terminated\n")}


def test_a_real_engine_is_scanned_through_it(docker_drift, docker):
    docker.run(docker.tiny(), name="shop")
    scan = docker_drift("--host", docker.address, "drift", "scan")
    assert scan.answer.startswith("SCANNED: 1 container read in local")
    assert "shop" in docker_drift("drift", "status").out


def test_installing_twice_is_installing_once_and_removing_takes_it_away(drift, tmp_path):
    drift = drift.with_variables(DOCKER_CONFIG=str(tmp_path / "docker"))
    file = plugin_of(drift)
    assert drift("install-plugin", code=0).out == f"installed {file}: docker drift --help\n"
    first = file.read_bytes()
    drift("install-plugin", code=0)
    assert file.read_bytes() == first
    assert stat.S_IMODE(file.stat().st_mode) == 0o755
    assert drift("install-plugin", "--remove", code=0).out == f"removed {file}\n"
    assert drift("install-plugin", "--remove", code=0).out == f"nothing to remove: there is no {file}\n"


def test_without_a_variable_it_goes_into_the_home(drift, home):
    drift("install-plugin", code=0)
    assert (home / "home/.docker/cli-plugins/docker-drift").is_file()


@pytest.mark.parametrize("words", [(), ("--remove",)])
def test_a_file_of_another_origin_is_left_alone(drift, tmp_path, words):
    file = tmp_path / "docker-drift"
    for make in (lambda: file.write_text("#!/bin/sh\necho other\n"), lambda: (file.unlink(), file.mkdir())):
        make()
        done = drift("install-plugin", "--dir", str(tmp_path), *words, code=2)
        assert (
            done.err
            == f"drift: '{file}' is there already, and not of drift; remove it, or name another folder with --dir\n"
        )
    assert file.is_dir()


def test_a_folder_that_cannot_be_made_is_one_line(drift, tmp_path):
    (tmp_path / "file").write_text("")
    done = drift("install-plugin", "--dir", str(tmp_path / "file/below"), code=2)
    assert done.err.startswith("drift: ")
    assert done.err.endswith("cannot be written: Not a directory; name a folder with --dir\n")


@pytest.mark.parametrize(
    ("words", "variables"),
    [
        (["--tlsverify", "drift", "scan"], {"DOCKER_TLS_VERIFY": "1", "DOCKER_CERT_PATH": "/home/me/.docker"}),
        (
            ["--config", "/c", "--tlsverify", "drift", "scan"],
            {"DOCKER_CONFIG": "/c", "DOCKER_TLS_VERIFY": "1", "DOCKER_CERT_PATH": "/c"},
        ),
        (
            ["--tlscacert=/t/ca.pem", "--tlscert=/t/cert.pem", "--tlskey", "/t/key.pem", "drift", "scan"],
            {"DOCKER_CERT_PATH": "/t"},
        ),
        (["-D", "-l", "debug", "drift", "scan"], {}),
    ],
)
def test_other_options_of_docker_options_go_into_the_environment(monkeypatch, words, variables):
    monkeypatch.setenv("HOME", "/home/me")
    environ: dict[str, str] = {}
    assert own_words(words, environ) == ["scan"]
    assert environ == variables


@pytest.mark.parametrize(
    ("words", "line"),
    [
        (["--tls", "drift", "scan"], "docker's --tls does not ask who answers; give --tlsverify"),
        (
            ["--tlscert=/t/mine.pem", "drift", "scan"],
            "certificates of other names than ca.pem, cert.pem, key.pem in one folder",
        ),
        (["--tlscert=/t/cert.pem", "--tlskey=/u/key.pem", "drift"], "in one folder; use a docker context: -c"),
        (
            ["--new-option", "drift", "scan"],
            "docker's own options: option --new-option not recognized; name the engine after",
        ),
    ],
)
def test_an_option_that_cannot_be_kept_is_refused(words, line):
    with pytest.raises(DriftError) as refused:
        own_words(words, {})
    assert line in str(refused.value)
