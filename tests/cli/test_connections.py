"""Nobody is told anything: a run connects to the engines that it was given, and to nothing else (docs/stability.md)."""

import re
import shutil
from pathlib import Path

import pytest

from tests.cli.command import Command, ended

CALLS = "connect,sendto,sendmsg,sendmmsg"
CONNECTED = re.compile(r"connect\(\d+, \{sa_family=(\w+)(?:, sun_path=@?\"([^\"]*)\")?")
OF_THE_MACHINE = ("/run/nscd/", "/var/run/nscd/", "/run/systemd/userdb/")
"""Sockets at which the C library asks for the names of users."""


@pytest.fixture
def traced(tmp_path):
    """Run `drift` and say what it connected to: (code, [(family, path)])."""
    if shutil.which("strace") is None:
        pytest.skip("strace is not installed")
    drift = Command(tmp_path)
    trace = tmp_path / "trace"

    def traced(*arguments: str) -> tuple[int, list[tuple[str, str]]]:
        words = drift.words(*arguments)
        with drift.program(
            "strace", "-f", "--seccomp-bpf", "-qq", f"--trace={CALLS}", f"--output={trace}", *words
        ) as process:
            code = ended(process).code
        found = CONNECTED.findall(trace.read_text(errors="replace"))
        return code, [one for one in found if not one[1].startswith(OF_THE_MACHINE)]

    return traced


def test_without_an_engine_nothing_is_connected_to(traced, tmp_path):
    assert traced("demo", "--embedded") == (0, [])
    policy = ("--config", str(tmp_path / "demo-out/drift.toml"))
    assert traced("scan", *policy) == (0, [])
    assert traced("gate", *policy) == (1, [])
    assert traced("report", *policy, "-o", "drift.html") == (0, [])
    assert traced("why", "api", "--works", "dev", "--fails", "staging", *policy) == (0, [])


def test_a_scan_talks_to_its_engine_alone(traced, engines):
    engine = engines.get("docker-20.10")
    container = engine.run(engine.tiny())
    try:
        code, connected = traced("scan", container.name, "-H", engine.address)
    finally:
        container.rm()
    assert code == 0
    assert set(connected) == {("AF_UNIX", engine.address.removeprefix("unix://"))}


def test_a_connection_would_be_seen(tmp_path):
    line = '12 connect(3, {sa_family=AF_INET, sin_port=htons(443), sin_addr=inet_addr("192.0.2.1")}, 16) = 0'
    assert CONNECTED.findall(line) == [("AF_INET", "")]
    local = '12 connect(3, {sa_family=AF_UNIX, sun_path="/run/x.sock"}, 110) = 0'
    assert CONNECTED.findall(local) == [("AF_UNIX", str(Path("/run/x.sock")))]
