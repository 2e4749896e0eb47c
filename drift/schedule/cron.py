"""cron: as root a file in /etc/cron.d, else the user's own crontab by crontab(1)."""

import os
import shutil
import subprocess
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from drift.errors import ScheduleError
from drift.schedule.crontab import block, block_in, file_of_root, with_block, without_block
from drift.schedule.files import every_of, remove_ours, write_ours
from drift.schedule.interface import Scheduled, every_in
from drift.schedule.plan import Plan, obstacles

FILE = Path("/etc/cron.d/container-drift")
DAEMONS = ("cron", "crond", "/usr/sbin/cron", "/usr/sbin/crond")
PATIENCE = 30


@dataclass(frozen=True, slots=True)
class Cron:
    of_user: bool
    environ: Mapping[str, str]

    def would(self, plan: Plan) -> Scheduled:
        if self.of_user:
            return Scheduled("cron", plan.every, {"crontab": block(plan).decode()}, _notes(plan))
        for one in obstacles(plan, plan.user) if plan.user not in ("", "root") else ():
            raise ScheduleError(f"the user {plan.user!r} {one}", remedy="name another with --as")
        return Scheduled("cron", plan.every, {str(FILE): file_of_root(plan)}, _notes(plan))

    def install(self, plan: Plan) -> Scheduled:
        made = self.would(plan)
        if self.of_user:
            self._write(with_block(self._crontab(), block(plan)))
        elif not FILE.parent.is_dir():
            raise ScheduleError(f"there is no {str(FILE.parent)!r}", remedy="install cron")
        else:
            write_ours(made.files)
        runs = any(map(shutil.which, DAEMONS))
        return made if runs else replace(made, notes=[*made.notes, "there is no cron daemon here"])

    def found(self) -> Scheduled | None:
        if not self.of_user:
            every = every_of(FILE)
            return Scheduled("cron", every, {str(FILE): FILE.read_text(errors="replace")}) if every else None
        there = block_in(self._crontab()) if shutil.which("crontab") else None
        text = there.decode(errors="replace") if there else ""
        every = every_in(text)
        return Scheduled("cron", every, {"crontab": text}) if every else None

    def remove(self) -> Sequence[str]:
        if not self.of_user:
            return remove_ours([FILE])
        if not shutil.which("crontab"):
            return []
        crontab = self._crontab()
        if block_in(crontab) is None:
            return []
        self._write(without_block(crontab))
        return ["the crontab"]

    def _crontab(self) -> bytes:
        done = self._run("-l")
        if done.returncode and b"no crontab" not in done.stderr:
            raise ScheduleError(f"crontab -l: {_said(done)}", remedy="see crontab(1)")
        return b"" if done.returncode else done.stdout

    def _write(self, crontab: bytes) -> None:
        """An empty one is removed: none was there before."""
        done = self._run("-", crontab) if crontab else self._run("-r")
        if done.returncode:
            raise ScheduleError(f"the crontab was not taken: {_said(done)}", remedy="see crontab(1)")

    def _run(self, word: str, given: bytes = b"") -> "subprocess.CompletedProcess[bytes]":
        environ = {**os.environ, **self.environ, "LC_ALL": "C"}
        try:
            return subprocess.run(  # noqa: S603 - words of ours
                ["crontab", word],  # noqa: S607 - as the user's PATH has it
                input=given,
                capture_output=True,
                check=False,
                timeout=PATIENCE,
                env=environ,
            )
        except FileNotFoundError as error:
            raise ScheduleError("there is no crontab here", remedy="install cron, or leave out --cron") from error


def _said(done: "subprocess.CompletedProcess[bytes]") -> str:
    lines = done.stderr.decode(errors="replace").strip().splitlines()
    return lines[-1] if lines else f"it ended with {done.returncode}"


def _notes(plan: Plan) -> list[str]:
    """Cron reads no file of variables, as systemd does."""
    if not plan.recipients:
        return []
    names = ", ".join(plan.recipients)
    return [f"cron does not set {names}: name a file with the addresses under notify.file in drift.toml"]
