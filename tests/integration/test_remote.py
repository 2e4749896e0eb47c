"""Engines that are reached over the network: tcp:// with TLS, and ssh:// through the ssh program."""

import os
import shutil
import socket
import subprocess
import time
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import pytest

from drift.errors import EngineError
from drift.model.snapshot import Route
from drift.source.docker import connect
from tests.engines.engine import Engine
from tests.engines.recipes import RECIPES
from tests.integration.answering import seconds
from tests.integration.reader import Reader, drift
from tests.machine.setup import SYSTEM_PATH


def free_port() -> int:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])


def run(*command: str, cwd: Path) -> None:
    subprocess.run(command, check=True, cwd=cwd, stdin=subprocess.DEVNULL, capture_output=True)


# -- TLS --------------------------------------------------------------------------------------------------------------


def certificates(folder: Path) -> None:
    """An authority, and a certificate of it for the engine and one for the client (docs.docker.com/engine/security/protect-access)."""
    key = ("-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes")
    run(
        "openssl",
        "req",
        "-x509",
        *key,
        "-keyout",
        "ca-key.pem",
        "-out",
        "ca.pem",
        "-subj",
        "/CN=authority",
        "-days",
        "2",
        cwd=folder,
    )
    for name, extension in (("server", "subjectAltName=IP:127.0.0.1"), ("client", "extendedKeyUsage=clientAuth")):
        (folder / "extension").write_text(extension)
        run(
            "openssl",
            "req",
            *key,
            "-keyout",
            f"{name}-key.pem",
            "-out",
            f"{name}.csr",
            "-subj",
            f"/CN={name}",
            cwd=folder,
        )
        signed = ("-CA", "ca.pem", "-CAkey", "ca-key.pem", "-CAcreateserial", "-extfile", "extension", "-days", "2")
        run("openssl", "x509", "-req", "-in", f"{name}.csr", *signed, "-out", f"{name}.pem", cwd=folder)


def client_folder(folder: Path, authority: str = "ca.pem") -> Path:
    made = folder / f"client-of-{authority}"
    made.mkdir()
    for source, target in ((authority, "ca.pem"), ("client.pem", "cert.pem"), ("client-key.pem", "key.pem")):
        shutil.copy(folder / source, made / target)
    return made


@dataclass(frozen=True)
class Secured:
    engine: Engine
    address: str
    folder: Path


@pytest.fixture(scope="module")
def secured(tmp_path_factory) -> Iterator[Secured]:
    """A Docker that listens on a port for those who have a certificate of its authority."""
    folder, port = tmp_path_factory.mktemp("tls"), free_port()
    certificates(folder)
    recipe = next(one for one in RECIPES if one.name == "docker-20.10")
    authority = ("--tlsverify", "--tlscacert", f"{folder}/ca.pem")
    own = ("--tlscert", f"{folder}/server.pem", "--tlskey", f"{folder}/server-key.pem")
    flags = ("--host", f"tcp://127.0.0.1:{port}", *authority, *own)
    with Engine.start(replace(recipe, command=lambda place: (*recipe.command(place), *flags))) as engine:
        yield Secured(engine, f"tcp://127.0.0.1:{port}", folder)


def test_an_engine_behind_tls_is_read_with_the_certificates_of_the_environment(secured, tmp_path, monkeypatch):
    container = secured.engine.run(secured.engine.tiny(), name="secured")
    container.sh("echo x >> /etc/app/app.conf")
    monkeypatch.setenv("DOCKER_TLS_VERIFY", "1")
    monkeypatch.setenv("DOCKER_CERT_PATH", str(client_folder(secured.folder)))
    reader = Reader.open(tmp_path, secured.address)
    for route in (Route.API, Route.EXPORT):
        assert reader.files(container.id, route).keys() == {"/etc/app/app.conf"}
    reader.close()
    monkeypatch.setenv("DOCKER_HOST", secured.address)
    assert drift("diff", "secured", "--db", str(tmp_path / "drift.db"), "--exit-code").code == 1


def test_an_engine_behind_tls_is_not_read_by_who_cannot_prove_himself_or_mistrusts_it(secured, tmp_path, monkeypatch):
    with pytest.raises(EngineError, match="HTTPS server"):
        connect(secured.address)
    (tmp_path / "empty").mkdir()
    monkeypatch.setenv("DOCKER_TLS_VERIFY", "1")
    monkeypatch.setenv("DOCKER_CERT_PATH", str(tmp_path / "empty"))
    with pytest.raises(EngineError, match="DOCKER_CERT_PATH"):
        connect(secured.address)
    (tmp_path / "other").mkdir()
    certificates(tmp_path / "other")
    monkeypatch.setenv("DOCKER_CERT_PATH", str(client_folder(tmp_path / "other")))
    with pytest.raises(EngineError, match="CERTIFICATE_VERIFY_FAILED"):
        connect(secured.address)


# -- ssh --------------------------------------------------------------------------------------------------------------

SSHD = """
Port {port}
ListenAddress 127.0.0.1
HostKey {folder}/host
PidFile none
AuthorizedKeysFile {folder}/user.pub
StrictModes no
UsePAM no
PasswordAuthentication no
KbdInteractiveAuthentication no
SetEnv DOCKER_HOST={engine}
"""
SSH = """
Port {port}
IdentityFile {folder}/user
IdentitiesOnly yes
UserKnownHostsFile {folder}/known
GlobalKnownHostsFile /dev/null
StrictHostKeyChecking yes
"""
PROGRAM = '#!/bin/sh\nexec {ssh} -F {folder}/config "$@"\n'


@dataclass(frozen=True)
class Server:
    engine: Engine
    port: int
    folder: Path


@pytest.fixture(scope="module")
def server(engines, tmp_path_factory) -> Iterator[Server]:
    """A real sshd on a port of its own, behind which the docker command reaches an engine; `bin` has a ssh with our key and no other."""
    sshd = shutil.which("sshd", path=SYSTEM_PATH)
    ssh = shutil.which("ssh", path=SYSTEM_PATH)
    if sshd is None or ssh is None:
        pytest.skip("openssh-server or openssh-client is not installed")
    Path("/run/sshd").mkdir(exist_ok=True)  # sshd demands it; a service manager makes it
    engine, folder, port = engines.get("docker-26.1"), tmp_path_factory.mktemp("ssh"), free_port()
    for name in ("host", "user"):
        run("ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", name, cwd=folder)
    key = " ".join((folder / "host.pub").read_text().split()[:2])
    (folder / "known").write_text(f"[127.0.0.1]:{port} {key}\n")
    (folder / "config").write_text(SSH.format(port=port, folder=folder))
    (folder / "sshd_config").write_text(SSHD.format(port=port, folder=folder, engine=engine.address))
    (folder / "bin").mkdir()
    (folder / "bin" / "ssh").write_text(PROGRAM.format(ssh=ssh, folder=folder))
    (folder / "bin" / "ssh").chmod(0o755)
    daemon = subprocess.Popen((sshd, "-D", "-e", "-f", f"{folder}/sshd_config"), stderr=subprocess.DEVNULL)
    await_port(port)
    yield Server(engine, port, folder)
    daemon.terminate()
    daemon.wait()


def await_port(port: int) -> None:
    deadline = time.monotonic() + 10
    while time.monotonic() < deadline:
        with socket.socket() as one:
            if one.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.05)
    raise TimeoutError(f"no sshd on port {port}")


@pytest.fixture
def ssh(server: Server, monkeypatch) -> Server:
    monkeypatch.setenv("PATH", f"{server.folder}/bin:{os.environ['PATH']}")
    return server


def processes() -> set[str]:
    """Programs that this process started and has not ended."""
    return set(Path(f"/proc/self/task/{os.getpid()}/children").read_text().split())


def test_an_engine_behind_ssh_is_read(ssh, tmp_path):
    container = ssh.engine.run(ssh.engine.tiny(), name="remote")
    container.sh("echo x > /opt/x; echo x >> /etc/app/app.conf")
    before = processes()
    reader = Reader.open(tmp_path, "ssh://root@127.0.0.1")
    for route in (Route.API, Route.EXPORT):
        assert reader.files(container.id, route).keys() == {"/opt/x", "/etc/app/app.conf"}
    reader.close()
    assert processes() == before
    ran = drift(
        "diff", "remote", "-H", f"ssh://root@127.0.0.1:{ssh.port}", "--db", str(tmp_path / "drift.db"), "--exit-code"
    )
    assert ran.code == 1, ran.stderr
    container.rm()


def test_the_socket_at_the_other_end_may_be_named(ssh):
    engine = connect(f"ssh://root@127.0.0.1{ssh.engine.address.removeprefix('unix://')}")
    assert engine.version["Version"] == ssh.engine.version
    engine.close()


@pytest.mark.parametrize(
    ("address", "said"),
    [
        ("ssh://root@127.0.0.1/no/such.sock", "no such file"),
        ("ssh://root@127.0.0.1:1", "nothing answers"),
        ("ssh://root@no-such-host.invalid", "Could not resolve"),
        ("ssh://", "ssh address"),
        ("ssh://-oProxyCommand=touch /tmp/owned/", "cannot be reached"),
    ],
)
def test_what_ssh_says_is_said(ssh, address, said):
    before = processes()
    with pytest.raises(EngineError, match=said) as error:
        connect(address)
    assert "\n" not in str(error.value)
    assert processes() == before


def test_a_key_that_is_not_known_there_is_said_and_nobody_is_asked_for_a_password(ssh):
    (ssh.folder / "user.pub").rename(ssh.folder / "taken-away")
    try:
        with pytest.raises(EngineError, match="ermission denied"):
            connect("ssh://root@127.0.0.1")
    finally:
        (ssh.folder / "taken-away").rename(ssh.folder / "user.pub")


def test_a_network_that_is_gone_is_noticed(tmp_path, monkeypatch):
    """ssh itself would wait for hours: something that runs and says nothing stands for it."""
    (tmp_path / "ssh").write_text("#!/bin/sh\nexec sleep 100\n")
    (tmp_path / "ssh").chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path}:{os.environ['PATH']}")
    before = processes()

    def ask() -> None:
        with pytest.raises(EngineError, match="timed out"):
            connect("ssh://root@far.invalid", timeout=1)

    assert seconds(ask) < 4
    assert processes() == before


def test_without_the_program_ssh_that_is_said(tmp_path, monkeypatch):
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(EngineError, match="ssh is not installed"):
        connect("ssh://root@127.0.0.1")
