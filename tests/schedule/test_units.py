"""The units as systemd reads them, without a manager that runs."""

import re
import shutil
import subprocess
from pathlib import Path

import pytest

from drift.errors import ScheduleError
from drift.schedule import Every, Plan
from drift.schedule.units import NAME, service, timer

pytestmark = pytest.mark.skipif(not shutil.which("systemd-analyze"), reason="there is no systemd-analyze")
STRANGE = 'it\'s "here" 100% $HOME `id` ü;#'
STATE = Path("/var/lib/container-drift")


def plan(user: str = "", folder: str = "/", *words: str, writes: tuple[Path, ...] = (STATE,)) -> Plan:
    command = ("/bin/true", "scan", "--publish", *words)
    return Plan(Every.parse("15m"), command, folder, {"DOCKER_HOST": "tcp://a b%"}, user, (), writes)


def written(folder: Path, made: Plan, *, of_user: bool = False) -> list[Path]:
    units = [folder / f"{NAME}.service", folder / f"{NAME}.timer"]
    for unit, text in zip(units, (service(made, of_user=of_user), timer(made)), strict=True):
        unit.write_text(text)
    return units


def analysed(*words: str | Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(["systemd-analyze", *words], capture_output=True, text=True, check=False)


def complaints(folder: Path, *units: Path) -> list[str]:
    """Of these units; others of the machine may have their own."""
    done = analysed("verify", "--man=no", *units)
    return [line for line in done.stderr.splitlines() if str(folder) in line or NAME in line]


@pytest.mark.parametrize(("user", "of_user"), [("", False), ("root", False), ("daemon", False), ("", True)])
def test_systemd_finds_nothing_wrong(tmp_path, user, of_user):
    folder = tmp_path / STRANGE
    folder.mkdir()
    made = plan(user, str(folder), "--db", f"{folder}/a b.db", writes=(STATE, folder))
    assert complaints(tmp_path, *written(tmp_path, made, of_user=of_user)) == []


@pytest.mark.parametrize("wrong", ["ExecStart=/no/such", "NoSuchSetting=yes", "ProtectSystem=perhaps"])
def test_systemd_finds_what_is_wrong_where_there_is_something(tmp_path, wrong):
    units = written(tmp_path, plan())
    units[0].write_text(units[0].read_text().replace("Type=oneshot\n", f"Type=oneshot\n{wrong}\n"))
    assert complaints(tmp_path, *units)


@pytest.mark.parametrize(("user", "most"), [("", 1.3), ("daemon", 1.8), ("root", 2.5)])
def test_it_is_hardened(tmp_path, user, most):
    """The exposure that systemd works out: 0 is none, 10 a service without any line of it."""
    unit = written(tmp_path, plan(user))[0]
    said = analysed("security", "--offline=true", unit).stdout
    (level,) = re.findall(r"Overall exposure level for \S+: ([0-9.]+)", said)
    assert float(level) <= most


def test_a_service_of_a_user_has_no_line_that_only_the_machines_manager_can_apply():
    text = service(plan(), of_user=True)
    assert "NoNewPrivileges=yes" in text
    assert not re.search("^(Protect|Private|DynamicUser|User|StateDirectory|ReadWritePaths)", text, re.MULTILINE)


def test_folders_that_are_published_into_can_be_written():
    text = service(plan(writes=(STATE, Path("/srv/www"), Path("/srv/a b"))), of_user=False)
    assert '\nReadWritePaths=/srv/www "/srv/a b"\n' in text
    assert "\nStateDirectory=container-drift\n" in text


@pytest.mark.parametrize(("folder", "line"), [("/home/me/shop", "read-only"), ("/root", "read-only"), ("/srv", "yes")])
def test_homes_are_read_only_where_they_are_needed(folder, line):
    assert f"\nProtectHome={line}\n" in service(plan("root", folder), of_user=False)


@pytest.mark.parametrize("text", ["a\nExecStart=/bin/evil", "a\x00b", "\udcff", "ends\\"])
def test_what_no_unit_can_hold_is_refused(text):
    for made in (plan("", "/", text), plan("", f"/{text}")):
        with pytest.raises(ScheduleError, match="cannot stand in a unit file or a crontab"):
            service(made, of_user=False)
