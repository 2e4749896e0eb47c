"""Real systemd: a user's manager in namespaces of its own starts what was installed."""

import re
import stat

import pytest

from tests.cli.fleet import Fleet
from tests.schedule.private import SYSTEMD, machine, needs_namespaces, needs_systemd, no_group_left

pytestmark = [needs_namespaces, needs_systemd, pytest.mark.process]
STRANGE = 'it\'s "here" 100% $HOME `id` ü;#'
UNITS = ".config/systemd/user"


@pytest.fixture
def private(tmp_path):
    with machine(tmp_path) as made:
        yield made


@pytest.fixture
def managed(private):
    """With a manager of the user's that runs."""
    with no_group_left():
        manager = private.start(SYSTEMD, "--user")
        private.waits_for(lambda: private("systemctl", "--user", "is-system-running").out == "running\n")
        yield private
        private("systemctl", "--user", "exit")
        manager.wait(timeout=60)


@pytest.fixture
def shop(tmp_path):
    """An environment to scan, and its policy in a folder that every quoting must survive."""
    folder = tmp_path / STRANGE
    folder.mkdir()
    fleet = Fleet(tmp_path)
    fleet.service("dev", "web")
    fleet.policy('[publish]\nreports = ["drift.json"]\n').rename(folder / "drift.toml")
    return folder


def test_a_timer_is_installed_started_shown_and_removed(managed, shop):
    drift = str(managed.drift)
    words = (
        "schedule",
        "install",
        "--user",
        "--config",
        shop / "drift.toml",
        "--db",
        shop / "a b.db",
        "--every",
        "10m",
    )
    installed = managed(drift, *words, DOCKER_HOST="tcp://no where%:1", DRIFT_ENV="dev")
    assert (installed.code, installed.err) == (0, "")
    assert re.match(r"SCHEDULED: every 10 minutes, by systemd; next at \d\d:\d0 on ", installed.out)
    assert managed("systemctl", "--user", "is-active", "drift-scan.timer").out == "active\n"
    asked = managed("systemctl", "--user", "show", "-p", "NextElapseUSecRealtime", "drift-scan.timer").out
    assert re.search(r"\d\d:\d0:\d\d|:[0-5]\d", asked)

    managed("systemctl", "--user", "start", "drift-scan.service")
    assert managed("systemctl", "--user", "show", "--value", "-p", "Result", "drift-scan.service").out == "success\n"
    assert stat.S_IMODE((shop / "drift.json").stat().st_mode) == 0o600
    assert (shop / "a b.db").exists()

    shown = managed(drift, "schedule", "show", "--user")
    assert shown.out.startswith("SCHEDULED: every 10 minutes, by systemd; next at ")
    assert "\n  OnCalendar=*:0/10\n" in shown.out

    assert managed(drift, "schedule", "remove", "--user").out == (
        f"REMOVED: {managed.home}/{UNITS}/drift-scan.timer\nREMOVED: {managed.home}/{UNITS}/drift-scan.service\n"
    )
    assert managed("systemctl", "--user", "is-active", "drift-scan.timer").out == "inactive\n"
    assert managed("systemctl", "--user", "list-unit-files", "drift-scan.*").out.endswith("\n0 unit files listed.\n")
    assert managed(drift, "schedule", "show", "--user").out == "NOT SCHEDULED: drift schedule install\n"


def test_a_run_that_fails_is_shown(managed, shop):
    (shop / "drift.toml").write_text("[publish]\nreports = ['no/such/folder.json']\n")
    config = ("--config", shop / "drift.toml", "--db", shop / "d.db")
    assert managed(managed.drift, "schedule", "install", "--user", *config).err == ""
    managed("systemctl", "--user", "start", "drift-scan.service")
    shown = managed(managed.drift, "schedule", "show", "--user")
    assert "its last run ended with 'exit-code': journalctl -u drift-scan.service\n" in shown.out


def test_the_service_of_the_machine_may_do_what_a_scan_does(managed, shop):
    """Its hardening on a real scan that publishes; but for two lines, which cannot be applied to the /proc of a container."""
    config = ("--config", shop / "drift.toml", "--db", shop / "d.db")
    done = managed(managed.drift, "schedule", "install", "--as", "root", *config)
    assert done.err == ""
    lines = managed("cat", "/etc/systemd/system/drift-scan.service").out.splitlines(keepends=True)
    unit = "".join(line for line in lines if not line.startswith(("ProtectKernelTunables=", "ProtectKernelLogs=")))
    assert "ProtectSystem=strict\n" in unit
    folder = managed.home / UNITS
    folder.mkdir(parents=True)
    (folder / "drift-scan.service").write_text(unit)
    managed("systemctl", "--user", "daemon-reload")
    managed("systemctl", "--user", "start", "drift-scan.service")
    assert managed("systemctl", "--user", "show", "--value", "-p", "Result", "drift-scan.service").out == "success\n"
    assert (shop / "drift.json").exists()


def test_where_systemd_does_not_run_the_files_are_written_and_the_lines_to_run_are_said(private, shop):
    done = private(private.drift, "schedule", "install", "--as", "root", "--config", shop / "drift.toml")
    assert (done.code, done.err) == (0, "")
    assert done.out.splitlines()[1:4] == [
        "systemd does not run here; where it does, start it with:",
        "  systemctl daemon-reload",
        "  systemctl enable --now drift-scan.timer",
    ]
    assert private("ls", "/etc/systemd/system").out == "drift-scan.service\ndrift-scan.timer\n"
    assert "systemd does not run here: it does not run either\n" in private(private.drift, "schedule", "show").out
    assert private(private.drift, "schedule", "remove").out.count("REMOVED: ") == 2
    assert private("ls", "/etc/systemd/system").out == ""


@pytest.mark.parametrize(
    ("name", "command"), [("drift-scan.service", "echo '[Unit]' > {}"), ("drift-scan.timer", "ln -s /dev/null {}")]
)
def test_a_unit_that_is_not_ours_stays(private, name, command):
    path = f"/etc/systemd/system/{name}"
    private("sh", "-c", command.format(path))
    before = private("ls", "-l", "/etc/systemd/system").out
    done = private(private.drift, "schedule", "install", "--as", "root")
    assert (done.code, done.out) == (2, "")
    assert done.err.startswith(f"drift: '{path}' is there and was not made by drift schedule install; ")
    assert private(private.drift, "schedule", "remove").out == "NOT SCHEDULED: there was nothing of ours\n"
    assert private("ls", "-l", "/etc/systemd/system").out == before


def test_a_dry_run_writes_nothing(private):
    done = private(private.drift, "schedule", "install", "--as", "root", "--dry-run")
    assert done.out.startswith("WOULD BE SCHEDULED: every 15 minutes, by systemd; next at ")
    assert "/etc/systemd/system/drift-scan.timer:\n  # made by drift schedule install --every 15m; " in done.out
    assert private("ls", "/etc/systemd/system").out == ""
