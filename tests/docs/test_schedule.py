"""What docs/schedule.md gives a reader to copy is what works."""

import os
import re
import shlex
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.docs.blocks import blocks

PAGE = Path(__file__).parents[2] / "docs" / "schedule.md"
INSTALLED = "/usr/local/bin/drift"
CRON = re.compile(r"(?P<when>(?:\S+\s+){5})(?P<user>\w+)\s+(?P<command>.+)")


def units(folder: Path) -> list[Path]:
    """The unit files of the page; the command is there on every machine."""
    names = re.findall(r"`/etc/systemd/system/([\w.-]+)`", PAGE.read_text())
    written = []
    for name, content in zip(names, blocks(PAGE, "ini"), strict=True):
        unit = folder / name
        unit.write_text(content.replace(INSTALLED, "/bin/true"))
        written.append(unit)
    return written


@pytest.mark.skipif(not shutil.which("systemd-analyze"), reason="there is no systemd-analyze")
def test_systemd_finds_nothing_wrong_with_the_units(tmp_path):
    verified = subprocess.run(
        ["systemd-analyze", "verify", "--man=no", *units(tmp_path)], capture_output=True, text=True, check=False
    )
    said = [line for line in verified.stderr.splitlines() if str(tmp_path) in line or "drift-scan" in line]
    assert (verified.returncode, said) == (0, [])


@pytest.mark.skipif(not shutil.which("systemd-analyze"), reason="there is no systemd-analyze")
def test_systemd_finds_a_mistake_in_a_unit_where_there_is_one(tmp_path):
    service = units(tmp_path)[0]
    service.write_text(service.read_text().replace("/bin/true", "/no/such/command"))
    verified = subprocess.run(["systemd-analyze", "verify", "--man=no", service], capture_output=True, check=False)
    assert verified.returncode != 0


def test_the_timer_starts_the_service_of_its_name(tmp_path):
    assert sorted(unit.name for unit in units(tmp_path)) == ["drift-scan.service", "drift-scan.timer"]


def test_the_commands_are_understood(tmp_path):
    (line,) = blocks(PAGE, "cron")
    match = CRON.fullmatch(line.strip())
    assert match, line
    (started,) = re.findall(r"ExecStart=(\S+)(.*)", blocks(PAGE, "ini")[0])
    assert started[0] == INSTALLED
    for command in (match["command"], f"drift{started[1]}"):
        words = [word for word in shlex.split(command) if not word.startswith("DRIFT_DB=")]
        assert words[0] == "drift"
        ran = subprocess.run(
            [sys.executable, "-m", "drift", *words[1:]],
            capture_output=True,
            text=True,
            check=False,
            cwd=tmp_path,
            env={**os.environ, "DRIFT_DB": str(tmp_path / "drift.db"), "DOCKER_HOST": f"unix://{tmp_path}/no.sock"},
        )
        assert ran.returncode == 2
        assert "no such socket" in ran.stdout + ran.stderr
