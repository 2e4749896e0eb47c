"""Scans that nobody watches: several at a time, slow engines, killed ones; and what they print then."""

import os
import re
import threading
import time
from dataclasses import dataclass, field

import pytest

from tests.cli.command import Done, ended
from tests.engines.proxy import Exchange, Proxy


@dataclass
class Gate:
    """A proxy's fault: holds the first request for a container's content until it is opened."""

    reached: threading.Event = field(default_factory=threading.Event)
    opened: threading.Event = field(default_factory=threading.Event)

    def __call__(self, exchange: Exchange) -> None:
        if exchange.path.endswith(("/changes", "/export")):
            self.reached.set()
            self.opened.wait(60)


@pytest.fixture
def web(docker):
    return docker.run(docker.tiny(), name="web")


def test_a_scan_that_overlaps_another_one_ends_with_a_line_and_0(drift, docker, web):
    held = Gate()
    with Proxy(docker.address, held) as proxy, drift.start("scan", "-H", proxy.address) as first:
        assert held.reached.wait(60)
        line = f"drift: another scan reads {docker.address} into this store right now: left to it\n"
        assert drift("scan", "-H", docker.address) == Done(0, "", line)
        assert drift("scan", "-H", docker.address, "--quiet") == Done(0, "", line)
        gate = drift("gate", "web", "-H", docker.address, code=2)
        assert gate.err.endswith("into this store right now; try again when it ends\n")
        assert drift("scan", "-H", docker.address, "--db", "other.db").code == 0
        held.opened.set()
        assert ended(first).code == 0
    again = drift(
        "scan", "-H", docker.address, "--host-files", "never", code=0
    )  # behind the proxy the host is not the engine's
    assert again.answer == "SCANNED: 1 container read in local; nothing new"


def test_a_killed_scan_leaves_the_state_before_it_and_no_lock(drift, docker, web):
    drift("scan", "-H", docker.address, code=0)
    before = drift("gate", "--format", "json", code=0).json["sides"]
    web.sh("echo a >> /etc/app/app.conf")
    held = Gate()
    with Proxy(docker.address, held) as proxy, drift.start("scan", "-H", proxy.address) as first:
        assert held.reached.wait(60)
        first.kill()
        assert ended(first).code == -9
        held.opened.set()
    assert drift("gate", "--format", "json", code=0).json["sides"] == before
    assert "1 snapshot new" in drift("scan", "-H", docker.address, code=0).answer


def test_a_target_has_a_deadline_and_the_others_are_read(drift, docker, web):
    docker.run(docker.tiny(), name="api")
    drift("diff", "api", "-H", docker.address, code=0)
    (drift.folder / "drift.toml").write_text('deadline = "2s"\n')

    def slow(exchange: Exchange) -> None:
        if exchange.path.endswith((f"{web.id}/changes", f"{web.id}/export")):
            time.sleep(4)

    with Proxy(docker.address, slow) as proxy:
        done = drift("scan", "-H", proxy.address, code=2)
    assert done.answer == "SCAN INCOMPLETE: 1 container read in local; 1 snapshot new; 1 target failed"
    assert "✗ failed      local/web: " in done.out
    assert "deadline" in done.out
    assert drift("gate", code=2).answer.startswith("CANNOT JUDGE: local/web")


def test_a_container_that_goes_while_it_is_read_is_said_and_no_failure(drift, docker, web):
    docker.run(docker.tiny(), name="api")

    def remove(exchange: Exchange) -> None:
        if exchange.path.endswith(f"{web.id}/json"):
            web.rm()

    with Proxy(docker.address, remove) as proxy:
        done = drift("scan", "-H", proxy.address, code=0)
    assert "✗ vanished    local/web: " in done.out
    assert "1 container read in local" in done.answer


def test_an_engine_that_breaks_off_is_a_failure_that_the_next_scan_heals(drift, docker, web):
    drift("scan", "-H", docker.address, code=0)
    with Proxy(docker.address) as proxy:
        address = proxy.address
    done = drift("scan", "-H", address, code=2)
    assert "there is no such socket" in done.out
    assert drift("gate", code=2).answer.startswith("CANNOT JUDGE: ")
    drift("scan", "-H", docker.address, code=0)
    drift("gate", code=0)


def test_scans_and_readers_at_once(drift, docker, older, web):
    older.run(older.tiny(), name="web")
    drift("scan", "-H", docker.address, code=0)
    words = (
        ("scan", "-H", docker.address),
        ("scan", "-H", older.address, "--env", "prod"),
        ("scan", "-H", docker.address, "--env", "staging"),
        ("status",),
        ("gate",),
        ("history", "web"),
        ("report", "-o", "drift.json"),
    )
    processes = [drift.start(*each) for each in words]
    for each, process in zip(words, processes, strict=True):
        with process:
            done = ended(process)
        assert done.code == 0, f"{each}: {done}"


def test_quiet_prints_what_changed_or_failed_and_one_line_over_it(drift, docker, web):
    quiet = ("scan", "-H", docker.address, "--quiet")
    first = drift(*quiet, code=0)
    assert first == Done(0, "SCANNED: 1 container read in local; 1 snapshot new\n  first       local/web\n", "")
    assert drift(*quiet) == Done(0, "", "")
    web.sh("echo a >> /etc/app/app.conf")
    changed = drift(*quiet, code=0)
    assert changed.out == "SCANNED: 1 container read in local; 1 snapshot new\n  changed     local/web\n"
    failed = drift("scan", "-H", "unix:///no/such.sock", "--quiet", code=2)
    assert failed.answer == "SCAN INCOMPLETE: 0 containers read in local; nothing new; 1 target failed"
    assert failed.out.count("\n") == 2
    assert drift(*quiet, "--format", "json", code=0).json["report"] == "scan"


def test_a_finding_is_known_since_the_scan_that_saw_it_not_since_a_gate(drift, docker, web):
    web.sh("echo a >> /etc/app/app.conf")
    scanned = drift("scan", "-H", docker.address, "--format", "json", code=0).json["made"]
    time.sleep(1.1)
    (finding,) = drift("gate", "--format", "json", code=1).json["findings"]
    assert finding["first_seen"] == scanned


def test_progress_is_for_the_terminal_behind_stderr_alone(drift, docker, web):
    terminal, theirs = os.openpty()
    user = drift.with_variables(TERM="xterm", COLUMNS="100")
    done = user("scan", "-H", docker.address, stderr=theirs, code=0)
    os.close(theirs)
    shown = os.read(terminal, 1 << 16).decode()
    os.close(terminal)
    assert "local: web" in shown
    assert "\x1b[?25h" in shown  # the cursor is back
    assert "\x1b" not in done.out
    assert done.answer == "SCANNED: 1 container read in local; 1 snapshot new"


def test_another_key_is_said_once(drift, fleet, tmp_path):
    fleet.service("dev", "web")
    fleet.policy()
    first = drift("scan", code=0).out
    assert f"made with the key {key_in(first)} ({drift.store}.key)" in first
    assert "fingerprint" not in drift("scan", code=0).out
    other = drift.with_variables(DRIFT_KEY="0123456789abcdef0123456789abcdef")
    second = other("scan", code=0).out
    assert f"before {key_in(first)}): what was fingerprinted before cannot be compared" in second
    assert "fingerprint" not in other("scan", code=0).out


def key_in(text: str) -> str:
    (found,) = re.findall(r"made with the key ([0-9a-f]{8})", text)
    return str(found)


def test_a_directory_belongs_to_the_environment_that_declares_it(drift, fleet):
    for environment in ("dev", "prod"):
        fleet.service(environment, "web")
    fleet.policy()
    one = drift("scan", f"dir:{fleet.root}/prod/web", "--format", "json", code=0).json
    assert [(each["environment"], len(each["targets"])) for each in one["environments"]] == [("dev", 0), ("prod", 1)]
    elsewhere = fleet.service("dev", "api")
    done = drift("scan", f"dir:{elsewhere}", code=2)
    assert done.err.endswith("is no target of dev, prod; name its environment with --env\n")
    drift("scan", f"dir:{elsewhere}", "--env", "dev", "--image", fleet.image, code=0)
    assert "dev → prod: 2 services, 2 containers" in drift("status").out
